/** Makes something of a key once and keeps what was made of the `most` keys used last: a campaign has more blanks than a process has room for what is made of them. */
export function keepNewest<Key extends object, Made>(most: number, make: (key: Key) => Made): (key: Key) => Made {
  const kept = new Map<Key, Made>()
  return (key) => {
    const made = kept.get(key) ?? make(key)
    kept.delete(key)
    kept.set(key, made)
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
    return made
  }
}
