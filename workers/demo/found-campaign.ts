import type { Form } from '../../pipeline/model/form.ts'
import { fixtureBlankFiles } from '../../fixtures/form-blanks.ts'
import type { Municipality } from '../../fixtures/municipality.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Blobs } from '../../storage/blobs/blobs.ts'
import type { Db } from '../../storage/database/database.ts'
import { hashPassword } from '../../storage/passwords.ts'
import { addAccount, type Account } from '../../storage/queries/accounts.ts'

const CAMPAIGN_ID = 'recheck-demo'

/** Puts the made-up municipality into an empty database: campaign, forms with their blanks, schools, one login a person. All share one password. */
export async function foundCampaign({ db, blobs, municipality, password, at }: {
  readonly db: Db; readonly blobs: Blobs; readonly municipality: Municipality; readonly password: string; readonly at: Date
}): Promise<void> {
  const forms = await Promise.all(municipality.forms.map(async (form) => ({ form, blanks: await storeBlanks(form, blobs) })))
  const passwordHash = await hashPassword(password)
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('campaign').values({
      id: CAMPAIGN_ID, title: 'Перепроверка ВПР — демонстрация', municipality: municipality.name, settings: JSON.stringify({}), created_at: at,
    }).execute()
    for (const { form, blanks } of forms) {
      await trx.insertInto('form').values({ id: form.id, campaign_id: CAMPAIGN_ID, content: JSON.stringify(form), blanks: JSON.stringify(blanks) }).execute()
    }
    for (const school of municipality.schools) {
      await trx.insertInto('school').values({ id: school.id, campaign_id: CAMPAIGN_ID, name: school.name }).execute()
    }
    for (const account of accountsOf(municipality)) await addAccount(trx, { ...account, passwordHash })
    await appendAudit(trx, { type: 'campaign.founded', actor: 'system', at, campaign: CAMPAIGN_ID, schools: municipality.schools.length, forms: forms.map(({ form }) => form.id) })
  })
}

/** Everybody who may log in, by the login that is printed. */
export function accountsOf(municipality: Municipality): readonly Account[] {
  const nobody = { schoolId: null, subjects: [], years: 0, cap: null, otherSchools: [], conflicts: [] } as const
  const { chair, municipalCoordinator } = municipality
  return [
    { ...nobody, id: municipalCoordinator.id, login: 'municipality', role: 'municipality', name: municipalCoordinator.name },
    { ...nobody, id: chair.id, login: 'chair', role: 'chair', name: chair.name, schoolId: chair.school, subjects: chair.subjects, years: chair.years },
    ...municipality.schools.map((school): Account => ({ ...nobody, id: `coordinator-${school.id}`, login: school.login, role: 'school', name: school.coordinator, schoolId: school.id })),
    ...municipality.experts.map((expert): Account => ({ ...nobody, id: expert.id, login: expert.id, role: 'expert', name: expert.name, schoolId: expert.school, subjects: expert.subjects, years: expert.years })),
  ]
}

async function storeBlanks(form: Form, blobs: Blobs): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all([...await fixtureBlankFiles(form)].map(async ([name, bytes]) => [name, await blobs.put(bytes)] as const)))
}
