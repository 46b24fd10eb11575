/** Finds whether a text holds one of many strings: places of a text are looked up by the first `HEAD` letters, so that ten thousand strings cost hardly more than ten. */
export function anyOf(strings: readonly string[]): (text: string) => string | null {
  const byHead = new Map<string, string[]>()
  for (const one of new Set(strings)) {
    if (one.length < HEAD) throw new Error(`“${one}” is too short to be looked for`)
    const head = one.slice(0, HEAD)
    byHead.set(head, [...byHead.get(head) ?? [], one])
  }
  return (text) => {
    for (let at = 0; at + HEAD <= text.length; at++) {
      for (const one of byHead.get(text.slice(at, at + HEAD)) ?? []) if (text.startsWith(one, at)) return one
    }
    return null
  }
}

const HEAD = 4
