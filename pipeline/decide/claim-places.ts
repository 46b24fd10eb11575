/** What a page may be: code → probability, the likely ones only; what is missing to 1 is «none of these». */
export type CodePosterior = ReadonlyMap<string, number>

const ROUNDS = 12

/**
 * Each place (form, code, page number) is claimed once: pages that claim the same place push each other off it, most where the other is
 * surer. Mean field with damping; `duplicate` is the probability of a second claim, because pages are scanned twice now and then.
 * `places` says which pages compete: those with the same key.
 */
export function claimPlaces({ posteriors, places, duplicate }: {
  readonly posteriors: readonly CodePosterior[]
  readonly places: readonly string[]
  readonly duplicate: number
}): readonly CodePosterior[] {
  const rivals = new Map<string, number[]>()
  posteriors.forEach((posterior, page) => {
    for (const code of posterior.keys()) {
      const key = `${places[page]} ${code}`
      rivals.set(key, [...rivals.get(key) ?? [], page])
    }
  })
  let beliefs = posteriors
  for (let round = 0; round < ROUNDS; round++) {
    beliefs = beliefs.map((belief, page) => {
      const start = posteriors[page] as CodePosterior
      const weights = [...start].map(([code, p]) => [code, p * leftFree(code, page)] as const)
      const sum = weights.reduce((total, [, weight]) => total + weight, Math.max(0, 1 - [...start.values()].reduce((total, p) => total + p, 0)))
      return new Map(weights.map(([code, weight]) => [code, 0.5 * (belief.get(code) ?? 0) + 0.5 * (sum > 0 ? weight / sum : 0)]))
    })
  }
  return beliefs

  function leftFree(code: string, page: number): number {
    return (rivals.get(`${places[page]} ${code}`) ?? []).reduce((free, rival) =>
      (rival === page ? free : free * (1 - (1 - duplicate) * ((beliefs[rival] as CodePosterior).get(code) ?? 0))), 1)
  }
}
