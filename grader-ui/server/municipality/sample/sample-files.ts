import { z } from 'zod'
import { sampleSheets } from '../../../../pipeline/draw/sample-sheets.ts'
import { writeSampleTable } from '../../../../pipeline/draw/campaign-sample.ts'
import { writeWorkbook } from '../../../../pipeline/spreadsheet/workbook.ts'
import { everDrawn, samplesOf, type StoredSample } from '../../../../storage/queries/samples.ts'
import { byName } from '../../../../storage/queries/setup.ts'
import type { App, Services } from '../../services.ts'
import { notFound } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { sampleGround, type SampleGround } from './sample-ground.ts'

/** GET /api/municipality/sample.xlsx, …/samples/:id/manifest.json and …/table.csv: what is taken along, and what repeats a sample. */
export function sampleFiles(app: App, services: Services): void {
  const { database: db } = services
  app.get('/api/municipality/sample.xlsx', async (_request, reply) => {
    const campaign = await campaignNow(services)
    const drawn = everDrawn(await samplesOf(db, campaign.id))
    if (drawn.length === 0) throw notFound('Выборки ещё нет.')
    const ground = await sampleGround(db, campaign.id)
    const bytes = await writeWorkbook(sampleSheets({ sample: [...drawn].sort((a, b) => byName(placeOf(ground, a.id), placeOf(ground, b.id))), sources: ground.sources, risks: await namedRisks(services, ground) }))
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', 'attachment; filename="sample.xlsx"').send(Buffer.from(bytes))
  })
  const params = z.object({ id: z.string() })
  const sampleOf = async (id: string): Promise<StoredSample> => {
    const found = (await samplesOf(db, (await campaignNow(services)).id)).find((one) => one.id === id)
    if (!found) throw notFound('Такой выборки нет. Обновите страницу.')
    return found
  }
  app.get('/api/municipality/samples/:id/manifest.json', { schema: { params } }, async (request, reply) =>
    reply.type('application/json; charset=utf-8').header('content-disposition', 'attachment; filename="sample-manifest.json"').send(Buffer.from((await sampleOf(request.params.id)).manifest)))
  app.get('/api/municipality/samples/:id/table.csv', { schema: { params } }, async (request, reply) =>
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="sample.csv"').send(writeSampleTable((await sampleOf(request.params.id)).works)))
}

const placeOf = (ground: SampleGround, id: string): string => {
  const source = ground.sources.get(id)
  return `${source?.school ?? ''} ${source?.formId ?? ''} ${source?.code ?? ''}`
}

async function namedRisks({ database }: Services, ground: SampleGround) {
  const names = new Map((await database.selectFrom('school').select(['id', 'name']).execute()).map((row) => [row.id, row.name]))
  return ground.forms.map(({ form, risks, participants }) => ({
    stratum: form.title, works: [...participants.values()].reduce((sum, n) => sum + n, 0), rows: risks.map((row) => ({ ...row, school: names.get(row.school) ?? row.school })),
  }))
}
