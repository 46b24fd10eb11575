import { findTwins, type Twins } from '../../../pipeline/decide/find-twins.ts'
import type { Db } from '../../../storage/database/database.ts'
import { differentSheets, inkHashesOfSchool, inkRevision } from '../../../storage/queries/ink-hashes.ts'

/** Comparing three thousand pages takes some 50 ms: what was found is kept while the hashes are the same. */
const KEPT_SCHOOLS = 50
const kept = new Map<string, readonly Twins[]>()

/** Pairs of pages of a school that seem to be scans of one sheet of paper, whatever was read on them, less those that a person found to be different. */
export async function twinsOfSchool(db: Db, schoolId: string): Promise<readonly Twins[]> {
  const key = `${schoolId} ${await inkRevision(db, schoolId)}`
  const twins = kept.get(key) ?? findTwins(await inkHashesOfSchool(db, schoolId))
  kept.delete(key)
  kept.set(key, twins)
  if (kept.size > KEPT_SCHOOLS) kept.delete(kept.keys().next().value!)
  const different = await differentSheets(db, schoolId)
  return twins.filter(({ first, second }) => !different.has(`${first} ${second}`))
}
