//! Where a lake is: the setting `lake` of a workspace.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use model::{Place, Problem};
use object_store::{
    ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    path::Path as StorePath,
};
use url::Url;

use super::durable::Durable;

const S3: &str = "s3://";

/// Where a lake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LakeAt {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// On storage that speaks S3.
    S3 {
        /// The bucket.
        bucket: String,
        /// What the names of all objects begin with; empty for the whole bucket.
        prefix: String,
    },
}

impl LakeAt {
    /// Reads the setting: a folder, from that of the workspace, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(setting: &str, workspace: &Path) -> Result<Self, Problem> {
        let Some(rest) = setting.strip_prefix(S3) else {
            if setting.is_empty() || setting.contains("://") {
                return Err(wrong(format!("`{setting}` names no lake")));
            }
            return Ok(Self::Folder(workspace.join(setting)));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() || rest.contains(['@', '?', '#']) {
            return Err(wrong("it names no bucket".to_owned()));
        }
        Ok(Self::S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_end_matches('/').to_owned(),
        })
    }

    /// The storage, the place of the lake in it, and how others write that place.
    pub(super) fn open(
        &self,
        environment: &[(String, String)],
    ) -> Result<(Arc<dyn ObjectStore>, StorePath, Url), Problem> {
        match self {
            Self::Folder(folder) => {
                let cannot = |why: &dyn fmt::Display| {
                    wrong(format!("`{}` cannot be used: {why}", folder.display()))
                };
                std::fs::create_dir_all(folder).map_err(|why| cannot(&why))?;
                let folder = folder.canonicalize().map_err(|why| cannot(&why))?;
                let path = StorePath::from_absolute_path(&folder).map_err(|why| cannot(&why))?;
                let url = Url::from_directory_path(&folder).map_err(|()| cannot(&"its name"))?;
                let store = Durable::new(LocalFileSystem::new());
                Ok((Arc::new(store), path, url))
            }
            Self::S3 { bucket, prefix } => {
                let url = format!("{S3}{bucket}/{}", slashed(prefix));
                let url = Url::parse(&url).map_err(|why| wrong(format!("`{self}`: {why}")))?;
                let store = s3(bucket, environment)?;
                Ok((Arc::new(store), StorePath::from(prefix.as_str()), url))
            }
        }
    }
}

fn s3(
    bucket: &str,
    environment: &[(String, String)],
) -> Result<object_store::aws::AmazonS3, Problem> {
    let builder = environment
        .iter()
        .fold(AmazonS3Builder::new(), |builder, (name, value)| match name
            .to_lowercase()
            .parse::<AmazonS3ConfigKey>()
        {
            Ok(key) if name.starts_with("AWS_") => builder.with_config(key, value),
            _ => builder,
        });
    // Storage that does not answer is told of in seconds: a pass is tried again, and nothing of it
    // was committed.
    let retry = RetryConfig {
        max_retries: 4,
        retry_timeout: Duration::from_secs(30),
        ..RetryConfig::default()
    };
    let builder = builder.with_bucket_name(bucket).with_retry(retry);
    builder.build().map_err(|why| {
        let says = format!("the environment does not say how to reach it: {why}");
        wrong(says).advise("set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION")
    })
}

fn slashed(prefix: &str) -> String {
    match prefix {
        "" => String::new(),
        prefix => format!("{prefix}/"),
    }
}

fn wrong(says: String) -> Problem {
    let place = Place::file("allhands.toml");
    Problem::new("lake", format!("setting `lake`: {says}"), place)
        .advise("write a folder, `data/lake`")
        .advise("or `s3://bucket/prefix`")
}

impl fmt::Display for LakeAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3 { bucket, prefix } => write!(f, "{S3}{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lake_is_a_folder_or_a_place_in_a_bucket() {
        let read = |setting| LakeAt::read(setting, Path::new("/org")).map(|at| at.to_string());
        assert_eq!(read("data/lake").unwrap(), "/org/data/lake");
        assert_eq!(read("/var/lake").unwrap(), "/var/lake");
        assert_eq!(
            read("s3://records/all/hands/").unwrap(),
            "s3://records/all/hands"
        );
        assert_eq!(read("s3://records").unwrap(), "s3://records/");
        for setting in [
            "",
            "s3://",
            "s3:///lake",
            "gs://a/b",
            "s3://key:secret@records/x",
        ] {
            let problem = read(setting).unwrap_err();
            assert_eq!(problem.code, "lake", "{setting}");
            assert!(!problem.says.contains("secret"), "{}", problem.says);
        }
    }
}
