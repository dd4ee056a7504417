//! The disk of this machine as storage: what was put has reached it.

use std::{fmt, fs::File, io, path::PathBuf};

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
    local::LocalFileSystem, path::Path,
};

/// Files of this machine. A file is flushed, and every folder above it, before a put returns, so
/// that what comes later never rests on what a power cut may take back.
#[derive(Debug)]
pub(super) struct Durable(LocalFileSystem);

impl Durable {
    pub(super) fn new(files: LocalFileSystem) -> Self {
        Self(files)
    }

    async fn flush(&self, location: &Path) -> Result<()> {
        let file = self.0.path_to_filesystem(location)?;
        let failed = |why: Box<dyn std::error::Error + Send + Sync>| Error::Generic {
            store: "disk",
            source: why,
        };
        let done = tokio::task::spawn_blocking(move || flush(file)).await;
        done.map_err(|why| failed(why.into()))?
            .map_err(|why| failed(why.into()))
    }
}

/// Flushes a file, its folder and the one above, which lists a folder that may be new.
fn flush(file: PathBuf) -> io::Result<()> {
    File::open(&file)?.sync_all()?;
    // A folder can be opened and flushed like a file on Unix; elsewhere renames are enough.
    if cfg!(unix) {
        for folder in file.ancestors().skip(1).take(3) {
            File::open(folder)?.sync_all()?;
        }
    }
    Ok(())
}

impl fmt::Display for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[async_trait]
impl ObjectStore for Durable {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let put = self.0.put_opts(location, payload, options).await?;
        self.flush(location).await?;
        Ok(put)
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.0.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await?;
        self.flush(to).await
    }
}
