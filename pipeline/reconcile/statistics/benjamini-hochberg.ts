/** q-values of Benjamini and Hochberg (1995), in the order of the p-values: reject where q is at most the share of false alarms allowed. */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const falling = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p)
  const q = new Array<number>(pValues.length)
  let least = 1
  falling.forEach(({ p, index }, place) => {
    least = Math.min(least, p * pValues.length / (pValues.length - place))
    q[index] = least
  })
  return q
}
