/**
 * The score that a key stands for: digits up to the task's maximum, the X key (Ч on a Russian keyboard) for «не приступал»,
 * the Y key (Н) for «тема не пройдена»; null when the key gives none. Keys are taken by place, so the layout does not matter.
 */
export function scoreOfKey({ key, code, maxScore }: { key: string; code: string; maxScore: number }): string | null {
  if (/^\d$/.test(key)) return Number(key) <= maxScore ? key : null
  if (code === 'KeyX') return 'X'
  return code === 'KeyY' ? 'Н/П' : null
}
