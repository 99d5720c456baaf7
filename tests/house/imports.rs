//! Which file of a crate imports which, read from its `use` declarations and from paths that begin with `crate::`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, File, Item, UseTree, visit::Visit};

/// A module by its path from the root of its crate: `["base", "id"]`.
pub type Module = Vec<String>;

/// The files of a crate, each by the module it is.
pub struct House {
    files: BTreeMap<Module, File>,
}

impl House {
    /// Reads all files below a crate's `src`, but for those that hold nothing but tests.
    pub fn read(source: &Path) -> Self {
        let mut paths = Vec::new();
        collect(source, &mut paths);
        let mut files = BTreeMap::new();
        for path in paths {
            let module = module(path.strip_prefix(source).expect("below the source"));
            let text = fs::read_to_string(&path).expect("a source");
            files.insert(module, syn::parse_file(&text).expect("Rust"));
        }
        let is_test = |module: &Module| module.iter().any(|part| part == "tests" || part == "fuzz");
        files.retain(|module, _| !is_test(module) && *module != ["main"]);
        Self { files }
    }

    /// Who imports whom: each module with those that it imports, itself left out.
    pub fn arrows(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let arrows = |(module, file): (&Module, &File)| {
            let mut imports = Imports { module, paths: Vec::new() };
            imports.visit_file(file);
            let mut targets: BTreeSet<_> =
                imports.paths.iter().filter_map(|path| self.resolve(path)).collect();
            targets.remove(module);
            (module.clone(), targets)
        };
        self.files.iter().map(arrows).collect()
    }

    /// The module in which what a path names is defined. A module that does nothing but hand on what others define is
    /// looked through.
    fn resolve(&self, path: &[String]) -> Option<Module> {
        let length = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let Some(name) = rest.first() else { return Some(module.to_vec()) };
        let handed_on = self.files[module].items.iter().find_map(|item| {
            let Item::Use(import) = item else { return None };
            let mut paths = Vec::new();
            flatten(&import.tree, &mut Vec::new(), &mut paths);
            let path = paths.into_iter().find(|path| path.last() == Some(name))?;
            absolute(module, &path, &self.files)
        });
        match handed_on.filter(|path| path.as_slice() != [module, rest].concat()) {
            Some(path) => self.resolve(&path),
            None => Some(module.to_vec()),
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `base/id.rs` is `base::id`, `lib.rs` the root.
fn module(file: &Path) -> Module {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "lib").collect()
}

/// Walks a file and takes down what it imports.
struct Imports<'a> {
    module: &'a Module,
    paths: Vec<Module>,
}

impl<'ast> Visit<'ast> for Imports<'_> {
    fn visit_item_mod(&mut self, inline: &'ast syn::ItemMod) {
        if !inline.attrs.iter().any(is_for_tests) {
            syn::visit::visit_item_mod(self, inline);
        }
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        if import.attrs.iter().any(is_for_tests) {
            return;
        }
        let mut paths = Vec::new();
        flatten(&import.tree, &mut Vec::new(), &mut paths);
        self.paths.extend(paths.iter().filter_map(|path| rooted(self.module, path)));
    }

    /// `pub(crate)` is no import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.extend(rooted(self.module, &parts));
        syn::visit::visit_path(self, path);
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
}

/// The paths of a tree of imports; a glob stands for the module itself.
fn flatten(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Module>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => paths.push(before.clone()),
        UseTree::Name(name) => paths.push([before.as_slice(), &[name.ident.to_string()]].concat()),
        UseTree::Rename(name) => paths.push([before.as_slice(), &[name.ident.to_string()]].concat()),
        UseTree::Glob(_) => paths.push(before.clone()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, paths)),
    }
}

/// A path that begins with `crate`, `self` or `super`, from the root.
fn rooted(module: &[String], path: &[String]) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let above = &module[..module.len().checked_sub(1)?];
            rooted(above, &[&["self".to_owned()], rest].concat())
        }
        _ => None,
    }
}

/// The same for a path that may begin with a child of the module as well.
fn absolute(module: &[String], path: &[String], files: &BTreeMap<Module, File>) -> Option<Module> {
    rooted(module, path).or_else(|| {
        let below = [module, path].concat();
        let child = [module, path.get(..1)?].concat();
        files.contains_key(&child).then_some(below)
    })
}
