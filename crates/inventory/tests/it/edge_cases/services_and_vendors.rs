//! Groups 13 and 14: services and vendors that each tool calls something else.

use super::{Tale, things, things_of};

/// Group 13.
#[test]
fn a_service_that_each_tool_calls_otherwise_is_joined_by_its_reference_alone() {
    let things = things_of(
        "service",
        &[
            "backstage/service/1: service reference=component:default/shop; name: Shop",
            "kubernetes/service/web: service reference=Component:default/shop; name: shop-web",
            "gateway/service/9: service name=shop-web-v2; name: shop-web-v2",
        ],
    );
    assert_eq!(things, "backstage/1 + kubernetes/web | gateway/9");
}

/// Group 13.
#[test]
fn one_name_in_two_clusters_is_two_services() {
    let things = things_of(
        "service",
        &[
            "kubernetes/service/a: service name=web in prod",
            "kubernetes-2/service/b: service name=web in staging",
        ],
    );
    assert_eq!(things, "kubernetes-2/b | kubernetes/a");
}

/// Group 14.
#[test]
fn a_vendor_is_known_by_its_domain_whatever_it_is_called() {
    let things = things_of(
        "vendor",
        &[
            "procurement/vendor/1: vendor id=v1; domain=birch.example; name: Birch Software GmbH",
            "sso/vendor/a: domain=BIRCH.example.; name: Birch",
        ],
    );
    assert_eq!(things, "procurement/1 + sso/a");
}

/// Group 14.
#[test]
fn a_subsidiary_with_a_number_of_its_own_is_another_vendor() {
    let resolution = Tale::new().day(&[
        "procurement/vendor/1: vendor id=v1; domain=birch.example; name: Birch",
        "procurement/vendor/2: vendor id=v2; domain=birch.example; name: Birch Cloud",
    ]);
    assert_eq!(
        things(&resolution, "vendor"),
        "procurement/1 | procurement/2"
    );
}

/// Group 14.
#[test]
fn two_vendors_of_one_legal_name_are_two_vendors() {
    let things = things_of(
        "vendor",
        &[
            "procurement/vendor/1: domain=birch.example; name: Birch",
            "sso/vendor/a: domain=birch-trees.example; name: Birch",
        ],
    );
    assert_eq!(things, "procurement/1 | sso/a");
}
