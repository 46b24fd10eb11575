import { PERSON_COLUMNS, readPeopleTable, spelling, type PersonRow } from '../../../../pipeline/setup/read-people-table.ts'
import type { Account } from '../../../../storage/queries/accounts.ts'
import { schoolsOfCampaign } from '../../../../storage/queries/campaigns.ts'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { accountsOfRole, lockCampaign, takenLogins } from '../../../../storage/queries/setup.ts'
import { importAnswer, type ImportAnswer } from '../../../api/setup.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { campaignNow } from '../campaign-now.ts'
import { importQuery } from './import-schools.ts'
import { addPerson, alterPerson, type PersonRequest } from './people-routes.ts'
import { missingColumns, sendSample, uploadedRows } from './table-upload.ts'

/** POST /api/municipality/people/import: the commission's list, first looked at, then taken; rows with problems never count. GET …/sample: a table to fill in. */
export function importPeople(app: App, services: Services): void {
  app.get('/api/municipality/people/sample', async (_request, reply) => {
    const campaign = await campaignNow(services)
    const schools = (await schoolsOfCampaign(services.database, campaign.id)).map((school) => school.name)
    const subject = (await formsOfCampaign(services.database, campaign.id))[0]?.form.subject ?? 'Физика'
    const [own, other] = [schools[0] ?? 'МБОУ «СОШ № 1»', schools[1] ?? 'МБОУ «Гимназия № 2»']
    return sendSample(reply, { name: 'commission.xlsx', columns: PERSON_COLUMNS, examples: [
      ['Сидорова Ольга Николаевна', 'председатель', own, subject, 'учитель, высшая категория', 20, '', '', '', ''],
      ['Кузнецов Пётр Андреевич', 'эксперт', other, subject, 'учитель, первая категория', 7, 40, own, '', ''],
    ] })
  })
  app.post('/api/municipality/people/import', { schema: { querystring: importQuery, response: { 200: importAnswer } } }, async (request) => {
    const { id } = await campaignNow(services)
    const rows = await uploadedRows(request)
    const apply = request.query.apply === 'true'
    return makeChange({ services, account: accountOf(request), steps: async (change): Promise<ImportAnswer> => {
      const { db } = change
      const campaign = await lockCampaign(db, id)
      const schools = await schoolsOfCampaign(db, campaign.id)
      const subjects = [...new Set((await formsOfCampaign(db, campaign.id)).map(({ form }) => form.subject))]
      const table = readPeopleTable({ rows, schools: schools.map((school) => school.name), subjects, minYears: campaign.settings.draw.minYears })
      if (!table.ok) throw missingColumns(table.reason, PERSON_COLUMNS)
      const idOf = new Map(schools.map((school) => [school.name, school.id]))
      const known = await accountsOfRole(db, ['expert', 'chair'])
      const taken = await takenLogins(db)
      const problems = [...table.value.problems]
      const shown: ImportAnswer['rows'] = []
      for (const row of table.value.items) {
        const person = requestOf(row, idOf)
        const before = known.find((one) => (row.login === '' ? spelling(one.name) === spelling(row.name) && one.schoolId === person.schoolId : one.login === row.login))
        const problem = !before && taken.has(row.login) ? `логин «${row.login}» уже занят` : before && before.role !== row.role ? 'роль уже заведённого человека не меняется' : null
        if (problem !== null) {
          problems.push({ row: row.row, message: `${problem}. Строка не учтена: исправьте её.` })
          continue
        }
        if (row.login !== '') taken.add(row.login)
        const changed = before ? changes(before, person) : null
        shown.push({ row: row.row, name: row.name, change: changed === null ? 'new' : changed === '' ? 'same' : 'changed', details: changed ?? [row.subjects.join(', '), row.school].filter((one) => one !== '').join('; ') })
        if (!apply || changed === '') continue
        if (before) await alterPerson({ change, campaign, before, person: { ...person, conflictsDeclared: !before.firstSteps?.includes('conflicts') } })
        else await addPerson({ change, campaign, person })
      }
      const count = (kind: 'new' | 'changed'): number => shown.filter((row) => row.change === kind).length
      if (apply) change.record({ type: 'people.imported', added: count('new'), changed: count('changed') })
      return { rows: shown, problems: problems.sort((a, b) => a.row - b.row), applied: apply }
    } })
  })
}

const requestOf = (row: PersonRow, idOf: ReadonlyMap<string, string>): PersonRequest => ({
  name: row.name, role: row.role, schoolId: row.school === '' ? null : idOf.get(row.school) ?? null, subjects: [...row.subjects], qualification: row.qualification, years: row.years, cap: row.cap,
  otherSchools: row.otherSchools.map((name) => idOf.get(name) ?? ''), conflicts: row.conflicts.map((name) => idOf.get(name) ?? ''), conflictsDeclared: false, login: row.login,
})

/** What a row would change, in words; empty when nothing. Conflicts that somebody declared are never taken back by a list: they are added up. */
function changes(before: Account, after: PersonRequest): string {
  after.conflicts = [...new Set([...before.conflicts, ...after.conflicts])]
  after.otherSchools = [...new Set([...before.otherSchools, ...after.otherSchools])]
  const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)
  const sorted = (list: readonly string[]): string[] => [...list].sort()
  return [
    before.name === after.name ? '' : `имя: ${after.name}`,
    before.schoolId === after.schoolId ? '' : 'школа',
    differ(sorted(before.subjects), sorted(after.subjects)) ? `предметы: ${after.subjects.join(', ')}` : '',
    (before.qualification ?? '') === after.qualification ? '' : `квалификация: ${after.qualification}`,
    before.years === after.years ? '' : `стаж: ${before.years} → ${after.years}`,
    before.cap === after.cap ? '' : `предел нагрузки: ${after.cap ?? 'нет'}`,
    before.otherSchools.length === after.otherSchools.length ? '' : 'добавится совместительство',
    before.conflicts.length === after.conflicts.length ? '' : 'добавятся конфликты интересов',
  ].filter((one) => one !== '').join('; ')
}
