import { z } from 'zod'
import { spelling } from '../../../../pipeline/setup/read-people-table.ts'
import { readSchoolsTable, SCHOOL_COLUMNS, type SchoolRow } from '../../../../pipeline/setup/read-schools-table.ts'
import { lockCampaign, schoolsWithCoordinators, takenLogins, type SchoolWithCoordinator } from '../../../../storage/queries/setup.ts'
import { importAnswer, type ImportAnswer } from '../../../api/setup.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { campaignNow } from '../campaign-now.ts'
import { putSchool } from './schools-routes.ts'
import { missingColumns, sendSample, uploadedRows } from './table-upload.ts'

/** `?apply=true` makes it count. */
export const importQuery = z.object({ apply: z.enum(['true', 'false']).default('false') })

/** POST /api/municipality/schools/import: a list of schools, first looked at, then taken; rows with problems never count. GET …/sample: a table to fill in. */
export function importSchools(app: App, services: Services): void {
  app.get('/api/municipality/schools/sample', (_request, reply) => sendSample(reply, {
    name: 'schools.xlsx', columns: SCHOOL_COLUMNS,
    examples: [['МБОУ «СОШ № 1»', 'Иванова Мария Петровна', 'school-1', ''], ['МБОУ «Гимназия № 2»', 'Петрова Анна Ивановна', '', 'да']],
  }))
  app.post('/api/municipality/schools/import', { schema: { querystring: importQuery, response: { 200: importAnswer } } }, async (request) => {
    const campaign = await campaignNow(services)
    const table = readSchoolsTable(await uploadedRows(request))
    if (!table.ok) throw missingColumns(table.reason, SCHOOL_COLUMNS)
    const apply = request.query.apply === 'true'
    return makeChange({ services, account: accountOf(request), steps: async (change): Promise<ImportAnswer> => {
      await lockCampaign(change.db, campaign.id)
      const known = new Map((await schoolsWithCoordinators(change.db, campaign.id)).map((school) => [spelling(school.name), school]))
      const taken = await takenLogins(change.db)
      const problems = [...table.value.problems]
      const rows: ImportAnswer['rows'] = []
      for (const school of table.value.items) {
        const before = known.get(spelling(school.name))
        if (!before && school.login !== '' && taken.has(school.login)) {
          problems.push({ row: school.row, message: `логин «${school.login}» уже занят. Строка не учтена: исправьте её.` })
          continue
        }
        if (school.login !== '') taken.add(school.login)
        const differs = before ? whatDiffers(before, school) : null
        rows.push({ row: school.row, name: school.name, change: differs === null ? 'new' : differs === '' ? 'same' : 'changed', details: differs ?? school.coordinator })
        if (apply && differs !== '') await putSchool({ change, campaignId: campaign.id, school, ...before ? { id: before.id } : {} })
      }
      const count = (kind: 'new' | 'changed'): number => rows.filter((row) => row.change === kind).length
      if (apply) change.record({ type: 'schools.imported', added: count('new'), changed: count('changed') })
      return { rows, problems: problems.sort((a, b) => a.row - b.row), applied: apply }
    } })
  })
}

/** What a row would change, in words; empty when nothing. */
function whatDiffers(before: SchoolWithCoordinator, row: SchoolRow): string {
  return [
    before.coordinator?.name === row.coordinator ? '' : `координатор: ${before.coordinator?.name ?? 'нет'} → ${row.coordinator}`,
    before.onLastList === row.onLastList ? '' : row.onLastList ? 'добавится в прошлогодний список' : 'уйдёт из прошлогоднего списка',
    before.name === row.name ? '' : `название: ${before.name} → ${row.name}`,
  ].filter((one) => one !== '').join('; ')
}
