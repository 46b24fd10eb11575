import fc from 'fast-check'
import type { DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import type { DrawExpert, DrawWork } from '../../../pipeline/model/work.ts'

const SUBJECTS = ['Физика', 'Русский язык', 'Математика'] as const

/** Municipalities of every kind: too few experts, tight caps, second jobs, conflicts, beginners; ids that sort differently by bytes. */
export const municipality = (options: { readonly conflictsOfExperts?: boolean; readonly equalCaps?: boolean } = {}): fc.Arbitrary<DrawRequest> =>
  fc.record({
    schools: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8),
    subjects: fc.constantFrom(1, 2, 3),
    graders: fc.constantFrom(1, 2, 2, 3),
    reciprocity: fc.constantFrom('allowed', 'allowed', 'forbidden' as const),
    seed: fc.string({ unit: 'grapheme', maxLength: 12 }),
    cap: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
    works: fc.array(fc.record({ school: fc.nat(7), subject: fc.nat(2), mark: fc.constantFrom('W', 'я', '😀', '￰', '=1', 'a,"b"') }), { maxLength: 30, size: 'max' }),
    experts: fc.array(fc.record({
      school: fc.nat(7), other: fc.option(fc.nat(6), { freq: 4 }), subjects: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
      years: fc.constantFrom(2, 3, 10, 25), cap: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
      against: fc.option(fc.nat(6), { freq: 5 }), colleague: fc.option(fc.nat(19), { freq: 5 }), mark: fc.constantFrom('E', 'э', '😀', '￰', '-'),
    }), { maxLength: 20, size: 'max' }),
  }).map((drawn): DrawRequest => {
    const school = (number: number): string => `Школа ${number % drawn.schools + 1}`
    const subject = (number: number): string => SUBJECTS[number % drawn.subjects] as string
    const ids = drawn.experts.map((expert, index) => `${expert.mark}-${index}`)
    return {
      seed: drawn.seed, rules: { graders: drawn.graders, minYears: 3, reciprocity: drawn.reciprocity as 'allowed' | 'forbidden' },
      works: drawn.works.map((work, index): DrawWork => ({ id: `${work.mark}-${index}`, school: school(work.school), subject: subject(work.subject), grade: 7 })),
      experts: drawn.experts.map((expert, index): DrawExpert => {
        const cap = options.equalCaps ? drawn.cap : expert.cap
        const colleague = options.conflictsOfExperts && expert.colleague !== null ? ids[expert.colleague] : undefined
        return {
          id: ids[index] as string, school: school(expert.school), subjects: [...new Set(expert.subjects.map(subject))], years: expert.years,
          otherSchools: expert.other === null ? [] : [school(expert.other)],
          conflicts: [...expert.against === null ? [] : [school(expert.against)], ...colleague === undefined ? [] : [colleague]],
          ...cap === undefined ? {} : { cap },
        }
      }),
    }
  })
