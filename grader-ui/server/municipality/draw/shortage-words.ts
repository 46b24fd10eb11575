import { describeShortages } from '../../../../pipeline/draw/describe-shortages.ts'
import type { Feasibility } from '../../../../pipeline/draw/feasibility.ts'
import type { Db } from '../../../../storage/database/database.ts'

/** A shortage knows schools and experts by id; people know them by name. */
export async function inWords(db: Db, feasibility: Feasibility, missing: number): Promise<readonly string[]> {
  if (feasibility.shortages.length === 0) return [`Не хватает проверок: ${missing}. Мешают объявленные конфликты интересов между экспертами: добавьте экспертов по предмету.`]
  const rows = [...await db.selectFrom('school').select(['id', 'name']).execute(), ...await db.selectFrom('account').select(['id', 'name']).where('role', '=', 'expert').execute()]
  const names = new Map(rows.map((row) => [row.id, row.name]))
  const named = (id: string): string => names.get(id) ?? id
  return describeShortages({
    ...feasibility,
    shortages: feasibility.shortages.map((shortage) => (shortage.type === 'too-few-schools'
      ? { ...shortage, school: named(shortage.school), gradingSchools: shortage.gradingSchools.map(named) }
      : {
          ...shortage, works: shortage.works.map((one) => ({ ...one, school: named(one.school) })),
          experts: shortage.experts.map(named), raise: shortage.raise.map((one) => ({ ...one, expert: named(one.expert) })),
        })),
  })
}
