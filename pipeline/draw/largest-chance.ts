import { drawExperts, type DrawRequest } from './draw-experts.ts'

/** How often the likeliest pair met over many draws. */
export interface LargestChance { readonly draws: number; readonly work: string; readonly expert: string; readonly share: number }

/**
 * How well a work's expert can be guessed from everything but the seed: the largest share, over all works and experts, of draws (under seeds
 * made from the given one) in which that expert got that work. It bounds what collusion can hope for. Null when nothing can be drawn.
 */
export function estimateLargestChance(request: DrawRequest, draws = 1000): LargestChance | null {
  const counts = new Map<string, { readonly work: string; readonly expert: string; count: number }>()
  for (let i = 0; i < draws; i++) {
    for (const { work, expert } of drawExperts({ ...request, seed: `${request.seed},chance,${i}` }).assignments) {
      const key = JSON.stringify([work, expert])
      const known = counts.get(key)
      if (known) known.count++
      else counts.set(key, { work, expert, count: 1 })
    }
  }
  const top = [...counts.values()].reduce<{ work: string; expert: string; count: number } | null>((best, one) => (best === null || one.count > best.count ? one : best), null)
  return top && { draws, work: top.work, expert: top.expert, share: top.count / draws }
}
