import { createHash } from 'node:crypto'
import { z } from 'zod'
import { drawRecordText } from '../../../../pipeline/protocol/document/draw-record.ts'
import { renderDocument } from '../../../../pipeline/protocol/document/render-document.ts'
import { assignment, drawExpert, drawWork } from '../../../../pipeline/model/work.ts'
import { findForm } from '../../../../storage/queries/forms.ts'
import { chancesOf, commitmentsIn, findFreeze, firstDraw, hasOpenWorks, noncesOf } from '../../../../storage/queries/public-draw.ts'
import { byName } from '../../../../storage/queries/setup.ts'
import { dayOf } from '../../recheck/protocol-of.ts'
import type { App, Services } from '../../services.ts'
import { notFound } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'

const kept = z.object({ algorithm: z.string(), manifest: z.string(), assignments: z.array(assignment) })
const inputs = z.object({ works: z.array(drawWork), experts: z.array(drawExpert), rules: z.object({ graders: z.number(), minYears: z.number(), reciprocity: z.enum(['allowed', 'forbidden']) }) })

/** GET /api/municipality/draws/:formId/record.pdf: the minutes of the first draw, to be signed by those who were there. */
export function recordRoute(app: App, services: Services): void {
  const { database: db, fonts } = services
  app.get('/api/municipality/draws/:formId/record.pdf', { schema: { params: z.object({ formId: z.string() }) } }, async (request, reply) => {
    const campaign = await campaignNow(services)
    const stored = await findForm(db, request.params.formId)
    const draw = stored?.campaignId === campaign.id ? await firstDraw(db, stored.form.id) : null
    if (!stored || !draw) throw notFound('Жеребьёвки по этому предмету ещё не было.')
    const content = kept.parse(draw.content)
    const { works, experts, rules } = inputs.parse(JSON.parse(content.manifest))
    const freeze = draw.freeze_id === null ? null : await findFreeze(db, draw.freeze_id)
    const promised = freeze ? commitmentsIn(freeze) : []
    const revealed = new Set(freeze ? (await noncesOf(db, freeze.id)).map((one) => one.school) : [])
    const names = new Map([...await db.selectFrom('school').select(['id', 'name']).execute(), ...await db.selectFrom('account').select(['id', 'name']).execute()].map((row) => [row.id, row.name]))
    const isOver = !await hasOpenWorks(db, stored.form.id)
    const document = drawRecordText({
      campaign: campaign.title, municipality: campaign.municipality, formTitle: stored.form.title, date: dayOf(draw.at), time: timeOf(draw.at), conductedBy: names.get(draw.account_id) ?? '',
      works: works.length, assignments: content.assignments.length, ...rules, algorithm: content.algorithm, manifestSha256: draw.manifest_sha256,
      frozenAt: freeze && { date: dayOf(freeze.at), time: timeOf(freeze.at) }, seedSha256: createHash('sha256').update(draw.seed).digest('hex'), seed: isOver ? draw.seed : null, dice: isOver ? draw.dice : null, chances: await chancesOf(db, draw),
      schools: [...new Set(works.map((work) => work.school))].map((id) => ({
        name: names.get(id) ?? id, works: works.filter((work) => work.school === id).length, commitment: promised.find((one) => one.school === id)?.commitment ?? null, revealed: revealed.has(id),
      })).sort((a, b) => byName(a.name, b.name)),
      experts: experts.map((one) => ({ name: names.get(one.id) ?? one.id, school: names.get(one.school) ?? '—', works: content.assignments.filter((given) => given.expert === one.id).length }))
        .filter((one) => one.works > 0).sort((a, b) => byName(a.name, b.name)),
    })
    const bytes = await renderDocument({ document, day: dayOf(draw.at), fonts })
    return reply.type('application/pdf').header('content-disposition', `inline; filename="draw-${stored.form.id}.pdf"`).send(Buffer.from(bytes))
  })
}

const timeOf = (at: Date): string => new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit' }).format(at)
