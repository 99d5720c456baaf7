//! The folder with the table and the keyring: nobody else on this machine may look into it.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::error::StackError;

/// The folder that was named, or one that goes with the stack. In memory, where the system has a file
/// system there. One that is there keeps its mode: it is for its owner to say who may read it.
pub(crate) fn folder(data: Option<&Path>) -> Result<(PathBuf, Option<TempDir>), StackError> {
    if let Some(folder) = data {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.recursive(true).create(folder);
        made.map_err(|source| StackError::Folder { folder: folder.to_owned(), source })?;
        return Ok((folder.to_owned(), None));
    }
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let made = builder.prefix("access-tokens-").tempdir_in(&parent);
    let folder = made.map_err(|source| StackError::Folder { folder: parent, source })?;
    Ok((folder.path().to_owned(), Some(folder)))
}

/// Writes a new file that nobody else may read, wherever it is.
pub(crate) fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
