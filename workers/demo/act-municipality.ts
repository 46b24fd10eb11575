import type { OpeningList } from '../../grader-ui/api/municipality.ts'
import type { HttpPerson } from './http-person.ts'

/** The second person agrees to everything that the chair asks to be opened. */
export async function confirmOpenings(municipal: HttpPerson): Promise<void> {
  const { requests } = await municipal.get<OpeningList>('/api/municipality/openings')
  for (const { id } of requests) await municipal.send('POST', `/api/municipality/openings/${id}`, { answer: 'confirmed' })
}
