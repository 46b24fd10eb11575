import type { TestPerson } from './test-person.ts'
import { FORM } from './test-server.ts'

/** What a draw answers, or why there was none. */
export interface DrawSaid { readonly works: number; readonly assignments: number; readonly shortfall: readonly string[]; readonly error?: string; readonly code?: string }

/** The first draw of a form as people make it: the inputs are published, then dice are thrown. Answers the first refusal when there is one. */
export async function drawPublicly(municipality: TestPerson, dice = '01382438112797316654', formId: string = FORM.id): Promise<{ readonly status: number; readonly body: DrawSaid }> {
  const frozen = await municipality.send<DrawSaid>('POST', `/api/municipality/draws/${formId}/freeze`)
  return frozen.status === 200 ? municipality.send<DrawSaid>('POST', '/api/municipality/draw', { formId, dice }) : frozen
}
