import { expect, it } from 'vitest'
import { keepNewest } from '../../../pipeline/anonymise/keep-newest.ts'

it('makes each once while it is among those used last, and anew when it was pushed out', () => {
  const made: string[] = []
  const of = keepNewest(2, ({ name }: { name: string }) => { made.push(name); return name.toUpperCase() })
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]
  expect([of(a), of(b), of(a), of(c), of(a), of(b)]).toEqual(['A', 'B', 'A', 'C', 'A', 'B'])
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})
