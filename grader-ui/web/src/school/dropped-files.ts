/** What the system leaves in folders beside people's files. */
const MADE_BY_THE_SYSTEM = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i

/** A name is never a path: the server keeps what stands behind the last slash. */
const BETWEEN_FOLDERS = ' › '

const wanted = (files: readonly File[]): readonly File[] => files.filter((file) => !MADE_BY_THE_SYSTEM.test(file.name.split(BETWEEN_FOLDERS).at(-1)!))

/** Of a file inside of a folder its folders are part of the name: scanners call the first file of every class alike. */
const named = (file: File, path: string): File => (path.includes('/') ? new File([file], path.split('/').join(BETWEEN_FOLDERS), { type: file.type, lastModified: file.lastModified }) : file)

/** The files that were chosen, or all that lie in a chosen folder, in the order of their names. */
export const chosenFiles = (list: FileList | null): readonly File[] => wanted([...(list ?? [])]).map((file) => named(file, file.webkitRelativePath))

/** The files that were dropped, those inside of dropped folders among them. To be called while the drop is under way: its items are gone afterwards. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly File[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return chosenFiles(transfer?.files ?? null)
  const files: File[] = []
  for (const entry of entries) files.push(...await filesOf(entry))
  return wanted(files)
}

// Chromium has these entries without naming their classes.
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) return [named(await new Promise<File>((resolve, reject) => { entry.file(resolve, reject) }), entry.fullPath.slice(1))]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const inside: FileSystemEntry[] = []
  // A browser gives a hundred at a time, and nothing when that was all.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject) })
    if (some.length === 0) break
    inside.push(...some)
  }
  const files: File[] = []
  for (const one of inside.sort((a, b) => a.name.localeCompare(b.name, 'ru', { numeric: true }))) files.push(...await filesOf(one))
  return files
}
