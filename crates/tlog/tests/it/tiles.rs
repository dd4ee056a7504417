//! The names and contents of tiles.

use tlog::{
    Tree,
    tile::{Shelf, Tile, read_entries, read_hashes, write_entries, write_hashes},
};

#[test]
fn the_examples_of_the_standard_have_their_names() {
    let tile = Tile {
        shelf: Shelf::Hashes(0),
        index: 1_234_067,
        width: 256,
    };
    assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
    assert_eq!("tile/0/x001/x234/067".parse(), Ok(tile));
    let partial = Tile {
        shelf: Shelf::Entries,
        index: 0,
        width: 12,
    };
    assert_eq!(partial.to_string(), "tile/entries/000.p/12");
    assert_eq!("tile/entries/000.p/12".parse(), Ok(partial));
}

#[test]
fn a_log_of_70_000_has_the_tiles_that_the_standard_counts() {
    let all: Vec<Tile> = Tile::all(70_000).collect();
    let count = |level, full: bool| {
        let of = |tile: &&Tile| tile.shelf == Shelf::Hashes(level) && (tile.width == 256) == full;
        all.iter().filter(of).count()
    };
    assert_eq!((count(0, true), count(0, false)), (273, 1));
    assert_eq!((count(1, true), count(1, false)), (1, 1));
    assert_eq!((count(2, true), count(2, false)), (0, 1));
    let partial: Vec<String> = all
        .iter()
        .filter(|tile| tile.width < 256)
        .map(Tile::to_string)
        .collect();
    assert_eq!(
        partial,
        ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    );
    let names: Vec<String> = Tile::all(256).map(|tile| tile.to_string()).collect();
    assert_eq!(names, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(Tile::all(0).count(), 0);
    let entries: Vec<String> = Tile::of_shelf(Shelf::Entries, 300)
        .map(|tile| tile.to_string())
        .collect();
    assert_eq!(entries, ["tile/entries/000", "tile/entries/001.p/44"]);
}

#[test]
fn another_name_for_a_tile_is_refused() {
    for name in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/../000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert!(name.parse::<Tile>().is_err(), "{name}");
    }
}

#[test]
fn a_hash_above_is_the_root_of_the_full_tile_below() {
    let mut tree = Tree::new();
    for at in 0..600u32 {
        tree.append(&at.to_be_bytes());
    }
    let above: Tile = "tile/1/000.p/2".parse().expect("a name");
    let above = above.hashes(&tree).expect("a tile");
    for (at, hash) in above.iter().enumerate() {
        let below: Tile = format!("tile/0/{at:03}").parse().expect("a name");
        let hashes = below.hashes(&tree).expect("a tile");
        let bytes = write_hashes(&hashes);
        assert_eq!(bytes.len(), 8192);
        assert_eq!(read_hashes(&bytes), Ok(hashes.clone()));
        let below: Tree = hashes.into_iter().collect();
        assert_eq!(below.root(), *hash);
    }
    let too_wide: Tile = "tile/0/002.p/89".parse().expect("a name");
    assert_eq!(too_wide.hashes(&tree), None);
    assert!(read_hashes(&[0; 33]).is_err());
}

#[test]
fn entries_come_back_as_they_were_and_a_cut_bundle_is_refused() {
    let entries: [&[u8]; 3] = [b"one", b"", b"three"];
    let bytes = write_entries(entries).expect("short enough");
    assert_eq!(bytes, b"\0\x03one\0\0\0\x05three");
    assert_eq!(
        read_entries(&bytes),
        Ok(entries.map(<[u8]>::to_vec).to_vec())
    );
    assert!(read_entries(&bytes[..bytes.len() - 1]).is_err());
    assert!(write_entries([&[0u8; 65_536][..]]).is_err());
}
