import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { damagePage } from '../../../fixtures/damage.ts'
import { drawDamage } from '../../../fixtures/damage-presets.ts'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { writeScanFile, type ScanPage } from '../../../fixtures/scan-file.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import { BENCH_FORMS } from './form-set.ts'

interface Kind { readonly name: string; readonly dpi: number; readonly look: 'grey' | 'colour' | 'fax' }

const KINDS: readonly Kind[] = [
  { name: '200 dpi grey JPEG', dpi: 200, look: 'grey' },
  { name: '300 dpi colour JPEG', dpi: 300, look: 'colour' },
  { name: '300 dpi fax G4', dpi: 300, look: 'fax' },
]

export interface BenchFile { readonly name: string; readonly path: string }

/** Writes one PDF of filled, scanned works a kind into a new folder. Whoever asks for it deletes it. */
export async function benchFiles(works: number): Promise<{ readonly folder: string; readonly files: readonly BenchFile[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-bench-'))
  const files: BenchFile[] = []
  for (const kind of KINDS) {
    const path = join(folder, `${kind.name.replaceAll(' ', '-')}.pdf`)
    await writeFile(path, await writeScanFile(scannedWorks(kind, works)))
    files.push({ name: kind.name, path })
  }
  return { folder, files }
}

/** Pages as an office scanner leaves them; a third of the works lies upside-down. */
async function* scannedWorks({ name, dpi, look }: Kind, works: number): AsyncGenerator<ScanPage> {
  for (let work = 0; work < works; work++) {
    const seed = `bench ${name} ${work}`
    const random = seededRandom(seed)
    const form = await fixtureForm(BENCH_FORMS[work % BENCH_FORMS.length]!)
    const plan = planWork({ form, variant: form.variants[0] ?? '1', code: String(70_000 + work), random })
    const pages = await writeWork({ form, plan, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter(seed, 'teacher'), seed, dpi })
    for (const [i, page] of pages.entries()) {
      const damage = { ...drawDamage('good', random), upsideDown: work % 3 === 2, bilevel: look === 'fax' }
      const { raster } = damagePage({ page, dpi, damage, seed: `${seed} ${i}` })
      const bare = look === 'colour' ? raster : { ...greyOf(raster), channels: 1 as const }
      yield { raster: bare, dpi, jpegQuality: damage.jpegQuality, ...(look === 'fax' && { encoding: 'fax' as const }) }
    }
  }
}
