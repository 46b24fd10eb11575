import { damagePage, NO_DAMAGE, type Damage, type DamagedPage } from '../../../fixtures/damage.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Registration } from '../../../pipeline/model/registration.ts'
import { bendAt } from '../../../pipeline/register/bend.ts'
import { apply, invert } from '../../../pipeline/register/homography.ts'
import { prepareReference, type Reference } from '../../../pipeline/register/reference.ts'

export const FORMS = ['physics-7-2023', 'russian-8'] as const

let prepared: Promise<readonly Reference[]> | null = null

/** All pages of the two fixture forms as references, prepared once. */
export function fixtureReferences(): Promise<readonly Reference[]> {
  prepared ??= (async () => {
    const references: Reference[] = []
    for (const id of FORMS) {
      const form = await fixtureForm(id)
      const blanks = await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: 200 })
      form.pages.forEach((page, i) => references.push(prepareReference({ form, page, blank: blanks[i]! })))
    }
    return references
  })()
  return prepared
}

/** One blank page, damaged; `page` counts from 1. */
export async function damagedBlank({ form: id, page, variant, damage, dpi = 200, seed = 'seed' }: {
  form: string; page: number; variant?: string; damage: Partial<Damage>; dpi?: number; seed?: string
}): Promise<DamagedPage & { readonly blank: Raster }> {
  const form = await fixtureForm(id)
  const blank = (await fixtureBlanks({ form, variant: variant ?? form.variants[0] ?? '1', dpi }))[page - 1]!
  return { ...damagePage({ page: blank, dpi, damage: { ...NO_DAMAGE, ...damage }, seed }), blank }
}

/**
 * Mean and worst distance, px at 200 dpi, between where a pixel of the straightened page is taken from and where it was printed. The
 * truth's homography leaves out the bend of a telephone's sheet, so that is put back here.
 */
export function errorOf(found: Registration, truth: DamagedPage, bendMm = 0): { mean: number; worst: number; within3: number } {
  if (found.type !== 'matched') throw new Error(`page was not found: ${found.type}`)
  const toPage = invert(truth.toScan)
  const bendPx = (bendMm * 200) / 25.4
  // Whole pixels: a blank drawn at 150 or 300 dpi is up to 0.04 % narrower than the reference at 200.
  const wider = ((truth.dpi / 200) * 1654) / truth.raster.width, higher = ((truth.dpi / 200) * 2339) / truth.raster.height
  const distances: number[] = []
  for (let y = 60; y < 2339; y += 130) {
    for (let x = 60; x < 1654; x += 130) {
      const [bx, by] = found.bend ? bendAt(found.bend, x, y) : [0, 0]
      const [u, v] = apply(toPage, ...apply(found.toScan, x + bx, y + by))
      const lifted = v + bendPx * Math.sin((u / 1654) * Math.PI)
      distances.push(Math.hypot((u + 0.5) * wider - 0.5 - x, (lifted + 0.5) * higher - 0.5 - y))
    }
  }
  return {
    mean: distances.reduce((sum, d) => sum + d, 0) / distances.length, worst: Math.max(...distances),
    within3: distances.filter((d) => d <= 3).length / distances.length,
  }
}
