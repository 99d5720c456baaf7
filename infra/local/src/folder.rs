//! The folder with the table and the keyring: nobody else on this machine may look into it.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::error::StackError;

/// What keeps a folder this stack's own, until it is dropped.
pub(crate) enum Held {
    /// One that goes with the stack.
    Temporary(#[expect(dead_code, reason = "held, never read")] TempDir),
    /// One that was named. The system gives the lock back however a process ends.
    Locked(#[expect(dead_code, reason = "held, never read")] File),
}

/// The folder that was named, or one that goes with the stack. In memory, where the system has a file
/// system there. One that is there keeps its mode: it is for its owner to say who may read it.
pub(crate) fn folder(data: Option<&Path>) -> Result<(PathBuf, Held), StackError> {
    if let Some(folder) = data {
        let failed = |source| StackError::Folder { folder: folder.to_owned(), source };
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder).map_err(failed)?;
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        return match lock.try_lock() {
            Ok(()) => Ok((folder.to_owned(), Held::Locked(lock))),
            Err(TryLockError::WouldBlock) => Err(StackError::FolderInUse { folder: folder.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        };
    }
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let made = builder.prefix("access-tokens-").tempdir_in(&parent);
    let folder = made.map_err(|source| StackError::Folder { folder: parent, source })?;
    Ok((folder.path().to_owned(), Held::Temporary(folder)))
}

/// Writes a new file that nobody else may read, wherever it is.
pub(crate) fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
