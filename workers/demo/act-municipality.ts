import { createHash } from 'node:crypto'
import type { OpeningList } from '../../grader-ui/api/municipality.ts'
import { commitTo } from '../../pipeline/draw/manifest.ts'
import type { HttpPerson } from './http-person.ts'

/** The second person agrees to everything that the chair asks to be opened. */
export async function confirmOpenings(municipal: HttpPerson): Promise<void> {
  const { requests } = await municipal.get<OpeningList>('/api/municipality/openings')
  for (const { id } of requests) await municipal.send('POST', `/api/municipality/openings/${id}`, { answer: 'confirmed' })
}

/** The public draw of a subject as it is held: the schools promise numbers, the inputs are published, the numbers are revealed, dice are thrown. */
export async function holdDraw({ municipal, schools, formId, seed }: {
  readonly municipal: HttpPerson; readonly schools: readonly { readonly id: string }[]; readonly formId: string
  /** Numbers and dice follow from it, so that the demo is the same each time. */
  readonly seed: string
}): Promise<void> {
  const numberOf = (school: string): string => createHash('sha256').update(`${seed}, ${formId}, ${school}`).digest('base64url')
  const tell = (schoolId: string, text: string) => municipal.send('POST', `/api/municipality/draws/${formId}/numbers`, { schoolId, text })
  for (const { id } of schools) await tell(id, commitTo(numberOf(id)))
  await municipal.send('POST', `/api/municipality/draws/${formId}/freeze`)
  for (const { id } of schools) await tell(id, numberOf(id))
  const dice = [...createHash('sha256').update(`${seed}, ${formId}, dice`).digest()].slice(0, 20).map((byte) => byte % 10).join('')
  await municipal.send('POST', '/api/municipality/draw', { formId, dice })
}
