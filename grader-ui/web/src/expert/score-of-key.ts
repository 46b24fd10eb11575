/** What a key does to the current score: the score it stands for, and whether the next task may come. */
export interface KeyedScore { readonly score: string; readonly done: boolean }

/**
 * The score that a key stands for: digits up to the task's maximum, the X key (Ч on a Russian keyboard) for «не приступал»,
 * the Y key (Н) for «тема не пройдена»; null when the key gives none. Keys are taken by place, so the layout does not matter. Where a task is
 * worth ten points or more, a second digit may follow the first.
 */
export function scoreOfKey({ key, code, maxScore, now }: { readonly key: string; readonly code: string; readonly maxScore: number; readonly now: string }): KeyedScore | null {
  if (/^\d$/.test(key)) return digit(Number(key), maxScore, now)
  if (code === 'KeyX') return { score: 'X', done: true }
  return code === 'KeyY' ? { score: 'Н/П', done: true } : null
}

function digit(value: number, maxScore: number, now: string): KeyedScore | null {
  if (maxScore < 10) return value <= maxScore ? { score: String(value), done: true } : null
  const joined = Number(now) * 10 + value
  if (/^[1-9]$/.test(now) && joined <= maxScore) return { score: String(joined), done: true }
  return { score: String(value), done: value * 10 > maxScore || value === 0 }
}
