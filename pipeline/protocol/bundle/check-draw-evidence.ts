import { createHash } from 'node:crypto'
import { z } from 'zod'
import { conductDraw } from '../../draw/conduct-draw.ts'
import { compareDrawTable } from '../../draw/draw-table.ts'
import { buildManifest, DRAW_ALGORITHM } from '../../draw/manifest.ts'
import { drawExpert, drawWork } from '../../model/work.ts'
import { readCsv } from '../../spreadsheet/csv.ts'
import type { BundleCheck } from './check-bundle.ts'

const manifestSchema = z.object({
  algorithm: z.literal(DRAW_ALGORITHM),
  rules: z.object({ graders: z.int().min(1).max(9), minYears: z.int().min(0), reciprocity: z.enum(['allowed', 'forbidden']) }),
  works: z.array(drawWork), experts: z.array(drawExpert),
  commitments: z.array(z.object({ school: z.string(), commitment: z.string() })),
})

/** Draws again from the published inputs and seed and compares with the table; the inputs must be those that the log speaks of. */
export function checkDrawEvidence({ name, file, log }: {
  readonly name: string; readonly file: (name: string) => Uint8Array | undefined; readonly log: string
}): readonly BundleCheck[] {
  const subject = `жеребьёвка ${name}`
  const [manifestText, seed, table] = ['manifest.json', 'seed.txt', 'table.csv'].map((each) => textOf(file(each)))
  if (manifestText === undefined || seed === undefined || table === undefined) return [{ passed: 'no', subject, message: 'нет описи, зерна или таблицы' }]
  const manifest = readManifest(manifestText)
  if (!manifest) return [{ passed: 'no', subject, message: 'опись не разбирается или сделана другой версией алгоритма' }]
  const sha256 = createHash('sha256').update(manifestText).digest('hex')
  const canonical = buildManifest(manifest).sha256 === sha256
  const known: BundleCheck = canonical && log.includes(sha256) ? { passed: 'yes', subject, message: `опись та же, что записана в журнале: ${sha256}` }
    : { passed: 'no', subject, message: `описи ${sha256} в журнале нет` }
  const drawn = conductDraw({ ...manifest, seed: seed.trim() })
  const rows = readCsv(Buffer.from(table, 'utf8'))
  if (!drawn.ok || !rows.ok) return [known, { passed: 'no', subject, message: drawn.ok ? 'таблица не разбирается' : 'жеребьёвка нарушает правила' }]
  const compared = compareDrawTable(rows.value, drawn.value.assignments)
  return [known, compared.ok ? { passed: 'yes', subject, message: `повторена и совпала, назначений ${drawn.value.assignments.length}` }
    : { passed: 'no', subject, message: `не совпадает с повторной. ${compared.reason}` }]
}

const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('utf8')

/** The manifest, when it is whole and names every work and expert once. */
function readManifest(text: string): z.output<typeof manifestSchema> | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text))
    const unique = (items: readonly { readonly id: string }[]): boolean => new Set(items.map((item) => item.id)).size === items.length
    return parsed.success && unique(parsed.data.works) && unique(parsed.data.experts) ? parsed.data : null
  } catch { return null }
}
