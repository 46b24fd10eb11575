import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { drawCampaignSample, SAMPLE_ALGORITHM, writeSampleTable } from '../../pipeline/draw/campaign-sample.ts'
import { conductDraw } from '../../pipeline/draw/conduct-draw.ts'
import { compareTables, writeDrawTable } from '../../pipeline/draw/draw-table.ts'
import { commitTo, DRAW_ALGORITHM, seedOf, type Commitment } from '../../pipeline/draw/manifest.ts'
import { canonicalJson, type JsonValue } from '../../pipeline/model/canonical-json.ts'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import { drawExpert, drawWork } from '../../pipeline/model/work.ts'
import { openTable } from '../../pipeline/spreadsheet/open-table.ts'
import { TABLE_REFUSALS } from '../../pipeline/spreadsheet/sheet.ts'

/** What people were given of a public draw or sample. */
export interface Published {
  readonly manifest: string
  readonly seed?: string | undefined
  /** The twenty digits, and a file with the schools' numbers, one a line, `school;number`. */
  readonly dice?: string | undefined
  readonly numbers?: string | undefined
  readonly verify?: string | undefined
  readonly output?: string | undefined
}

const commitments = z.array(z.object({ school: z.string(), commitment: z.string() }))
const inputs = z.discriminatedUnion('algorithm', [
  z.object({
    algorithm: z.literal(DRAW_ALGORITHM), rules: z.object({ graders: z.int().min(1), minYears: z.int(), reciprocity: z.enum(['allowed', 'forbidden']) }),
    works: z.array(drawWork), experts: z.array(drawExpert), commitments,
  }),
  z.object({ algorithm: z.literal(SAMPLE_ALGORITHM), shareMillionths: z.int().min(1), works: z.array(z.object({ id: z.string(), stratum: z.string() })), commitments }),
])

/** Repeats a published draw or sample from its files and says what it came to, line by line; refuses with the first thing that does not agree. */
export async function repeatPublished(given: Published): Promise<Result<readonly string[], string>> {
  const name = basename(given.manifest)
  const bytes = await readFile(given.manifest).catch(() => null)
  if (!bytes) return refuse(`Файл «${name}» не открывается: проверьте имя и папку.`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  let parsed: JsonValue
  try { parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue } catch { return refuse(`${name}: опись не читается, это не JSON.`) }
  const manifest = inputs.safeParse(parsed)
  if (!manifest.success) return refuse(`${name}: это не опись жеребьёвки или выборки.`)
  if (!Buffer.from(canonicalJson(parsed)).equals(bytes)) return refuse(`${name}: опись записана не по правилам (RFC 8785): её могли править после публикации.`)
  const seed = await seedGiven(given, { sha256, promised: manifest.data.commitments })
  if (!seed.ok) return seed
  const table = tableOf(manifest.data, seed.value)
  if (!table.ok) return table
  const said = [`SHA-256 описи: ${sha256}`, `Зерно: ${seed.value}`, `Строк: ${table.value.split('\n').length - 2}. SHA-256 таблицы: ${createHash('sha256').update(table.value).digest('hex')}`]
  if (given.output !== undefined) await writeFile(given.output, table.value)
  if (given.verify === undefined) return ok(said)
  const file = basename(given.verify)
  const published = await readFile(given.verify).catch(() => null)
  if (published === null) return refuse(`Файл «${file}» не открывается: проверьте имя и папку.`)
  const rows = await openTable(published)
  if (!rows.ok) return refuse(`${file}: ${TABLE_REFUSALS[rows.reason]}`)
  // The published table of a sample says more of each work than the sample does.
  const compared = compareTables({ rows: rows.value, repeated: table.value, ...(manifest.data.algorithm === SAMPLE_ALGORITHM && { columns: 1 }) })
  return compared.ok ? ok([...said, `${file}: повторено и совпало до последней строки.`]) : refuse(`${file}: не совпадает. ${compared.reason}`)
}

function tableOf(manifest: z.output<typeof inputs>, seed: string): Result<string, string> {
  if (manifest.algorithm === SAMPLE_ALGORITHM) return ok(writeSampleTable(drawCampaignSample({ ...manifest, seed })))
  const drawn = conductDraw({ ...manifest, seed })
  return drawn.ok ? ok(writeDrawTable(drawn.value.assignments)) : refuse('Опись такова, что жеребьёвка нарушила бы свои правила.')
}

/** The seed itself, or what it was made from; where both are given they must agree. */
async function seedGiven({ seed, dice, numbers }: Published, { sha256, promised }: { sha256: string; promised: readonly Commitment[] }): Promise<Result<string, string>> {
  if (dice === undefined) return seed === undefined ? refuse('Нет зерна: укажите --seed или --dice и, если школы раскрывали числа, --numbers.') : ok(seed)
  const text = numbers === undefined ? '' : await readFile(numbers, 'utf8').catch(() => null)
  if (text === null) return refuse(`Файл «${basename(numbers ?? '')}» не открывается: проверьте имя и папку.`)
  const nonces = text.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => {
    const nonce = line.slice(line.search(/[;\t]/) + 1).trim()
    // Whatever the school is called there: its fingerprint says whose number it is.
    return { school: promised.find((one) => one.commitment === commitTo(nonce))?.school ?? line, nonce }
  })
  const made = seedOf({ manifestSha256: sha256, commitments: promised, nonces, dice: dice.replace(/\s/g, '') })
  if (!made.ok) return refuse(made.reason.type === 'bad-dice' ? 'Кости: нужно ровно двадцать цифр.' : `Числа «${made.reason.school}» никто не обещал в описи.`)
  return seed === undefined || seed === made.value ? ok(made.value) : refuse(`Зерно не совпадает: из описи, чисел и костей выходит ${made.value}.`)
}
