import { describe, expect, it } from 'vitest'
import { formSchema } from '../../../pipeline/model/form.ts'
import { scorePlaces } from '../../../pipeline/read/score-places.ts'

const form = formSchema.parse({
  formVersion: 1, id: 'f', title: 'Ф', subject: 'Физика', grade: 7, tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }],
  pages: [
    { number: 1, blank: { file: 'f.pdf', page: 1 }, fields: [
      { kind: 'score', task: '1', box: [30, 260, 10, 10] }, { kind: 'score', task: '2', box: [40, 260, 10, 10] }, { kind: 'total', box: [50, 260, 15, 10] }] },
    { number: 2, blank: { file: 'f.pdf', page: 2 }, fields: [{ kind: 'score', task: '1', box: [190, 90, 9, 9] }, { kind: 'score', task: '2', box: [190, 140, 9, 9] }] },
  ],
})

describe('score places', () => {
  it('count the fields of one task over all pages', () => {
    expect(scorePlaces(form).map(({ field, box, page }) => [field.task, box, page])).toEqual([['1', 0, 1], ['2', 0, 1], ['1', 1, 2], ['2', 1, 2]])
  })

  it('tell cells of the table from boxes at the margin', () => {
    expect(scorePlaces(form).map(({ place }) => place)).toEqual(['table', 'table', 'margin', 'margin'])
  })
})
