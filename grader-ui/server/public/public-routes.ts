import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeSampleTable } from '../../../pipeline/draw/campaign-sample.ts'
import { writeDrawTable } from '../../../pipeline/draw/draw-table.ts'
import { assignment } from '../../../pipeline/model/work.ts'
import type { Db } from '../../../storage/database/database.ts'
import { currentCampaign } from '../../../storage/queries/campaigns.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { commitmentsIn, findFreeze, firstDraw, hasOpenWorks, newestFreeze, noncesOf, type Freeze } from '../../../storage/queries/public-draw.ts'
import { logKeys } from '../../../storage/log-checkpoints.ts'
import { newestSampleFreeze, samplesOf, type StoredSample } from '../../../storage/queries/samples.ts'
import { unmarkedWorks } from '../../../storage/queries/unmarked-works.ts'
import { publicDraws, type PublicDraws } from '../../api/draw.ts'
import type { App, Services } from '../services.ts'
import { notFound } from '../user-error.ts'

const VERIFIER = new URL('../../../pipeline/draw/verifier/verifier.html', import.meta.url)
const params = z.object({ id: z.string() })

/**
 * What anybody may see without a login: GET /api/public/draws with the fingerprints published before each draw, GET /verifier.html, and, when marking is over, the seed, the
 * inputs (manifest.json) and the table (table.csv) of each. Before that the seed would tell who grades what.
 */
export async function publicRoutes(app: App, { database }: Services): Promise<void> {
  const page = await readFile(VERIFIER)
  const verifierSha256 = createHash('sha256').update(page).digest('hex')
  app.get('/verifier.html', (_request, reply) => reply.type('text/html; charset=utf-8').header('content-disposition', 'inline; filename="verifier.html"')
    .header('content-security-policy', contentPolicy(page.toString('utf8'))).send(page))
  app.get('/api/public/draws', { schema: { response: { 200: publicDraws } } }, async (): Promise<PublicDraws> => {
    const campaign = await currentCampaign(database)
    const names = new Map((await database.selectFrom('school').select(['id', 'name']).execute()).map((row) => [row.id, row.name]))
    const draws: PublicDraws['draws'] = []
    for (const { form } of campaign ? await formsOfCampaign(database, campaign.id) : []) {
      const first = await firstDraw(database, form.id)
      const freeze = first ? await freezeOf(database, first.freeze_id) : await newestFreeze(database, form.id)
      if (!freeze) continue
      const over = first !== null && !await hasOpenWorks(database, form.id)
      const named = <T extends { readonly school: string }>(one: T): T => ({ ...one, school: names.get(one.school) ?? one.school })
      draws.push({
        id: freeze.id, title: form.title, manifestSha256: freeze.manifestSha256, frozenAt: freeze.at.toISOString(), commitments: commitmentsIn(freeze).map(named),
        drawnAt: first?.at.toISOString() ?? null, over, seed: over ? first.seed : null, dice: over ? first.dice : null, nonces: over ? (await noncesOf(database, freeze.id)).map(named) : [],
      })
    }
    return { campaign: campaign?.title ?? '', municipality: campaign?.municipality ?? '', verifierSha256, logKeys: [...await logKeys(database)], draws, ...campaign ? await publicSamples(database, campaign.id) : { samples: [], sampleFreeze: null } }
  })
  app.get('/api/public/draws/:id/numbers.txt', { schema: { params } }, async (request, reply) => {
    const { freeze } = await overDraw(database, request.params.id)
    const numbers = await noncesOf(database, freeze.id)
    return reply.type('text/plain; charset=utf-8').header('content-disposition', `attachment; filename="numbers-${freeze.formId}.txt"`).send(numbers.map(({ school, nonce }) => `${school};${nonce}\n`).join(''))
  })
  app.get('/api/public/samples/:id/manifest.json', { schema: { params } }, async (request, reply) => {
    const sample = await overSample(database, request.params.id)
    return reply.type('application/json; charset=utf-8').header('content-disposition', 'attachment; filename="sample-manifest.json"').send(Buffer.from(sample.manifest))
  })
  app.get('/api/public/samples/:id/table.csv', { schema: { params } }, async (request, reply) =>
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="sample.csv"').send(writeSampleTable((await overSample(database, request.params.id)).works)))
  app.get('/api/public/draws/:id/manifest.json', { schema: { params } }, async (request, reply) => {
    const { freeze } = await overDraw(database, request.params.id)
    return reply.type('application/json; charset=utf-8').header('content-disposition', `attachment; filename="manifest-${freeze.formId}.json"`).send(Buffer.from(freeze.manifest))
  })
  app.get('/api/public/draws/:id/table.csv', { schema: { params } }, async (request, reply) => {
    const { freeze, draw } = await overDraw(database, request.params.id)
    const { assignments } = z.object({ assignments: z.array(assignment) }).parse(draw.content)
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="draw-${freeze.formId}.csv"`).send(writeDrawTable(assignments))
  })
}

/** What was published of the sample. Its files name participants' codes: they are there when nothing is marked any more. */
async function publicSamples(db: Db, campaignId: string): Promise<Pick<PublicDraws, 'samples' | 'sampleFreeze'>> {
  const samples = await samplesOf(db, campaignId)
  const freeze = await newestSampleFreeze(db, campaignId)
  const over = await isOver(db, campaignId)
  return {
    sampleFreeze: freeze && { manifestSha256: freeze.manifestSha256, at: freeze.at.toISOString() },
    samples: samples.map((one) => ({ id: one.id, manifestSha256: one.manifestSha256, at: one.at.toISOString(), works: one.works.length, sharePercent: one.shareMillionths / 10_000, dice: one.dice, seed: one.seed, over })),
  }
}

/** Something was drawn among experts, and nothing waits to be graded: in no subject, also not a work that is still to be drawn. */
async function isOver(db: Db, campaignId: string): Promise<boolean> {
  const { held, open, staged, undrawn } = await unmarkedWorks(db, campaignId)
  return held > 0 && open + staged + undrawn === 0
}

async function overSample(db: Db, id: string): Promise<StoredSample> {
  const row = await db.selectFrom('sample').select('campaign_id').where('id', '=', id).executeTakeFirst()
  const sample = row && await isOver(db, row.campaign_id) ? (await samplesOf(db, row.campaign_id)).find((one) => one.id === id) : undefined
  if (!sample) throw notFound('Опись и таблица выборки публикуются, когда проверка закончена.')
  return sample
}

const freezeOf = (db: Db, id: string | null): Promise<Freeze | null> | null => (id === null ? null : findFreeze(db, id))

/** A publication whose draw is over. The same answer whether there is none or it is too early. */
async function overDraw(db: Db, freezeId: string) {
  const freeze = await findFreeze(db, freezeId)
  const draw = freeze && await firstDraw(db, freeze.formId)
  if (!draw || draw.freeze_id !== freezeId || await hasOpenWorks(db, freeze.formId)) throw notFound('Опись, зерно и таблица публикуются, когда проверка закончена.')
  return { freeze, draw }
}

/** The page runs its own script and nothing else, and reaches nowhere. */
function contentPolicy(html: string): string {
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
  return `default-src 'none'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`
}
