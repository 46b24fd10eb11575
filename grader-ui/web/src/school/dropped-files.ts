/** What the system leaves in folders beside people's files. */
const MADE_BY_THE_SYSTEM = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i

const wanted = (files: readonly File[]): readonly File[] => files.filter((file) => !MADE_BY_THE_SYSTEM.test(file.name))

/** The files that were chosen, or all that lie in a chosen folder, in the order of their names. */
export const chosenFiles = (list: FileList | null): readonly File[] => wanted([...(list ?? [])])

/** The files that were dropped, those inside of dropped folders among them. To be called while the drop is under way: its items are gone afterwards. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly File[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return chosenFiles(transfer?.files ?? null)
  const files: File[] = []
  for (const entry of entries) files.push(...await filesOf(entry))
  return wanted(files)
}

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry instanceof FileSystemFileEntry) return [await new Promise<File>((resolve, reject) => { entry.file(resolve, reject) })]
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
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
