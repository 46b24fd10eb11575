/** A file's name as it is kept and shown: the last part of any path, without control characters, at most 200 characters. */
export function shownName(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? ''
  // Control and direction marks can make one name look like another.
  const plain = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return plain === '' ? 'без имени' : plain.slice(0, 200)
}
