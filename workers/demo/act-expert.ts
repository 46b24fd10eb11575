import { randomUUID } from 'node:crypto'
import { expertScores, type Municipality, type MunicipalWork } from '../../fixtures/municipality.ts'
import type { ExpertQueue, ExpertWork } from '../../grader-ui/api/expert.ts'
import type { HttpPerson } from './http-person.ts'

/** Grades every open work of an expert's queue whose title is given, with the scores that a careful human would give. Returns how many. */
export async function gradeAll({ person, expert, municipality, workOfCipher, onWork }: {
  readonly person: HttpPerson; readonly expert: string; readonly municipality: Municipality
  /** Whose work a cipher hides, known to nobody but the stage director; null leaves the work alone. */
  readonly workOfCipher: (cipher: string) => MunicipalWork | null
  readonly onWork: () => void
}): Promise<number> {
  const { batches } = await person.get<ExpertQueue>('/api/expert/queue')
  let graded = 0
  for (const { cipher } of batches.flatMap((batch) => batch.works).filter((one) => one.state === 'open')) {
    const work = workOfCipher(cipher)
    if (!work) continue
    const scores = expertScores({ municipality, work, expert })
    const { tasks } = await person.get<ExpertWork>(`/api/expert/works/${cipher}`)
    for (const task of tasks) {
      await person.send('PUT', `/api/expert/works/${cipher}/scores`, { key: randomUUID(), task: task.id, score: scores[task.id] ?? '0' })
    }
    await person.send('POST', `/api/expert/works/${cipher}/submit`)
    graded++
    onWork()
  }
  return graded
}
