import { expect, it } from 'vitest'
import { connectedPixels } from '../../../pipeline/image/components.ts'

const MASK = [
  1, 0, 0, 1,
  0, 1, 0, 1,
  0, 0, 0, 0,
  1, 0, 0, 1,
]

it('px that touch at a side or a corner belong together, those at the ends of two rows are not', () => {
  const groups = [...connectedPixels({ mask: Uint8Array.from(MASK), width: 4, height: 4 })]
  expect(groups.map(({ px }) => [...px].sort((a, b) => a - b))).toEqual([[0, 5], [3, 7], [12], [15]])
  expect(groups[1]).toMatchObject({ left: 3, top: 0, right: 3, bottom: 1 })
})

it('come in the order in which they are asked for, each once', () => {
  expect([...connectedPixels({ mask: Uint8Array.from(MASK), width: 4, height: 4, from: [7, 5, 3, 0] })].map(({ px }) => px[0])).toEqual([7, 5])
})
