import type { Db } from '../../../storage/database/database.ts'
import { stoppedForms } from '../../../storage/queries/marking-stops.ts'

/** The forms whose marking is stopped for an expert, by id: all that his desk is told of it. */
export const stopsOf = (db: Db, expertId: string): Promise<ReadonlySet<string>> => stoppedForms(db, expertId)
