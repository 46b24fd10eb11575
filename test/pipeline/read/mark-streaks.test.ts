import { describe, expect, it } from 'vitest'
import { markStreaks } from '../../../pipeline/read/mark-streaks.ts'

const WIDTH = 120, HEIGHT = 130
/** A crop with a leaning streak from top to bottom, 2 px wide and 70 dark. */
function crop(streak: { x: number; lean: number } | null, ink: readonly (readonly [number, number, number, number])[] = []) {
  const data = new Uint8Array(WIDTH * HEIGHT)
  for (let i = 0; i < data.length; i++) data[i] = (i * 7919) % 9
  for (const [x, y, w, h] of ink) for (let v = y; v < y + h; v++) data.fill(180, v * WIDTH + x, v * WIDTH + x + w)
  if (streak) for (let y = 0; y < HEIGHT; y++) for (let k = 0; k < 2; k++) {
    const i = y * WIDTH + Math.round(streak.x + streak.lean * y) + k
    data[i] = Math.max(70, data[i]!)
  }
  return { left: 0, top: 0, width: WIDTH, height: HEIGHT, data }
}
const marked = (scan: ReturnType<typeof crop>): number => markStreaks(scan, new Uint8Array(WIDTH * HEIGHT)).filter((value) => value > 0).length

describe('streaks of dirty glass', () => {
  it.each([[50, 0], [30, 0.05], [80, -0.06]])('are marked from top to bottom, from column %i leaning by %f', (x, lean) => {
    expect(marked(crop({ x, lean }))).toBeGreaterThan(2 * HEIGHT * 0.9)
    expect(marked(crop({ x, lean }))).toBeLessThan(5 * HEIGHT)
  })

  it('are none on an empty crop, and a 1 that ends inside the field is no streak', () => {
    expect(marked(crop(null))).toBe(0)
    expect(marked(crop(null, [[55, 24, 6, 80]]))).toBe(0)
  })

  it('leave the ink that was written right upon them', () => {
    const scan = crop({ x: 55, lean: 0 }, [[54, 30, 5, 70]])
    const mask = markStreaks(scan, new Uint8Array(WIDTH * HEIGHT))
    let hidden = 0
    for (let y = 30; y < 100; y++) for (let x = 54; x < 59; x++) if (mask[y * WIDTH + x]) hidden++
    expect(hidden).toBe(0)
    expect(mask[10 * WIDTH + 55]).toBe(128)
  })
})
