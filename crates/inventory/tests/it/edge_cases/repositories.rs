//! Group 12: repositories that are renamed, moved and copied.

use super::{Tale, of, things, things_of};

fn listed(path: &str) -> String {
    format!("github/repository/42: repository id=42; repository path={path} in github.example")
}

/// Group 12.
#[test]
fn a_repository_that_is_renamed_or_transferred_keeps_its_number() {
    let mut tale = Tale::new();
    let scanned =
        |path: &str| format!("scanner/repository/s1: repository path={path} in github.example");
    let before = tale.day(&[&listed("linden/shop"), &scanned("linden/shop")]);
    assert_eq!(things(&before, "repository"), "github/42 + scanner/s1");
    let renamed = tale.day(&[&listed("linden/store"), &scanned("linden/store")]);
    let moved = tale.day(&[&listed("birch/store"), &scanned("birch/store")]);
    for after in [&renamed, &moved] {
        assert_eq!(things(after, "repository"), "github/42 + scanner/s1");
        assert_eq!(of(after, "github/42").id, of(&before, "github/42").id);
    }
}

/// Group 12.
#[test]
fn a_new_repository_under_an_old_name_is_a_new_repository() {
    let mut tale = Tale::new();
    let before = tale.day(&[&listed("linden/shop")]);
    let new = "github/repository/77: repository id=77; \
               repository path=linden/shop in github.example";
    let after = tale.day(&[&listed("linden/store"), new]);
    assert_eq!(things(&after, "repository"), "github/42 | github/77");
    assert_eq!(of(&after, "github/42").id, of(&before, "github/42").id);
}

/// Group 12.
#[test]
fn a_fork_is_no_part_of_what_it_was_copied_from() {
    let fork = "github/repository/77: repository id=77; repository path=ada/shop in github.example";
    assert_eq!(
        things_of("repository", &[&listed("linden/shop"), fork]),
        "github/42 | github/77"
    );
}

/// Group 12.
#[test]
fn one_path_on_two_hosts_is_two_repositories() {
    let other = "gitlab/repository/9: repository path=linden/shop in gitlab.example";
    assert_eq!(
        things_of("repository", &[&listed("linden/shop"), other]),
        "github/42 | gitlab/9"
    );
}

/// Group 12.
#[test]
fn many_services_of_one_repository_stay_many_services() {
    let in_shop = |name: &str| {
        format!(
            "backstage/service/{name}: service reference=component:{name}; \
             -> repository to repository, repository path=linden/shop in github.example"
        )
    };
    let resolution = Tale::new().day(&[&listed("linden/shop"), &in_shop("cart"), &in_shop("pay")]);
    assert_eq!(
        things(&resolution, "service"),
        "backstage/cart | backstage/pay"
    );
    let repository = Some(of(&resolution, "github/42").id.clone());
    for service in ["backstage/cart", "backstage/pay"] {
        let target = &of(&resolution, service).links["repository"].targets[0];
        assert_eq!(target.to, repository);
    }
}
