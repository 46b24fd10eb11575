import { describe, expect, test } from 'vitest'
import { findAboveBand } from '../../../../pipeline/draw/risk/above-band.ts'
import { findBunching, upperMidP } from '../../../../pipeline/draw/risk/bunching.ts'
import { fitCountCurve } from '../../../../pipeline/draw/risk/count-curve.ts'
import { findIdenticalRows, poissonInterval } from '../../../../pipeline/draw/risk/identical-rows.ts'
import { countNotConfirmed, wilsonInterval } from '../../../../pipeline/draw/risk/not-confirmed.ts'
import { pupilResults } from '../../../../pipeline/draw/risk/pupil-result.ts'
import { rankRisks, RULES } from '../../../../pipeline/draw/risk/risk-list.ts'
import { measureChanges, median, summarizeYear, type YearSummary } from '../../../../pipeline/draw/risk/sharp-change.ts'
import { findTaskPatterns } from '../../../../pipeline/draw/risk/task-pattern.ts'
import { honestSchools, PHYSICS, pupilWith, withSchool } from './honest-municipality.ts'

const GUILT = /наруш|фальсиф|подделк|обман|списыв|завысил|винов|нечестн/i

describe('the rule of marks not confirmed', () => {
  test('is met above one half, and strong when the lower Wilson limit is above one half too', () => {
    const pupils = (confirmed: number, lowered: number) => [
      ...Array.from({ length: confirmed }, () => pupilWith([1, 2, 1, 1, 1], '1')), ...Array.from({ length: lowered }, () => pupilWith([1, 1, 1, 1, 1], '1', 1)),
    ]
    expect(countNotConfirmed(pupils(10, 10))).toMatchObject({ isMet: false, estimate: 0.5, usual: 0.5 })
    expect(countNotConfirmed(pupils(9, 11))).toMatchObject({ isMet: true, n: 20, estimate: 0.55, strength: 'rule' })
    expect(countNotConfirmed(pupils(20, 60))).toMatchObject({ n: 80, estimate: 0.75, strength: 'strong' })
    expect(countNotConfirmed(pupils(9, 11))?.sentence).toBe('Отметку по журналу не подтвердили 11 из 20 участников (55 %): понизили 11, повысили 0.')
    expect(countNotConfirmed([])).toBeNull()
  })

  test("Wilson's interval, by his table", () => {
    const { low, high } = wilsonInterval(15, 20)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.5313', '0.8881'])
    expect(wilsonInterval(0, 10).low).toBeCloseTo(0, 12)
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('the rule of a sharp change', () => {
  const findSharpChanges = (schools: Parameters<typeof measureChanges>[0]) => new Map([...measureChanges(schools)].filter(([, { isMet }]) => isMet))
  const years = (means: readonly (readonly [number, number])[]) => new Map<string, { before: YearSummary; now: YearSummary }>(means.map(([before, now], i) =>
    [`S${i}`, { before: { n: 60, mean: before, deviation: 0.2 }, now: { n: 60, mean: now, deviation: 0.2 } }]))
  const usual: [number, number][] = Array.from({ length: 20 }, (_, i) => [0.5 + (i % 5) * 0.02, 0.52 + (i % 5) * 0.02 + ((i * 7) % 5 - 2) * 0.01])

  test('names the school that changed, not those that moved with the municipality', () => {
    const found = findSharpChanges(years([...usual, [0.45, 0.75]]))
    expect([...found.keys()]).toEqual(['S20'])
    expect(found.get('S20')).toMatchObject({ type: 'sharp-change', n: 120, strength: 'rule' })
    expect(found.get('S20')?.sentence).toBe('Средний результат вырос с 45 % до 75 % от максимума (участников 60 и 60), по муниципалитету изменение 2 %.')
  })

  test('a large change of a few pupils is not sharp, nor a certain one of few points', () => {
    const few = years(usual)
    few.set('few', { before: { n: 3, mean: 0.4, deviation: 0.3 }, now: { n: 3, mean: 0.7, deviation: 0.3 } })
    few.set('small', { before: { n: 4000, mean: 0.5, deviation: 0.2 }, now: { n: 4000, mean: 0.6, deviation: 0.2 } })
    expect([...findSharpChanges(few).keys()]).toEqual([])
  })

  test('where honest schools swing widely, the same change is not sharp', () => {
    const wild: [number, number][] = Array.from({ length: 21 }, (_, i) => [0.5, 0.5 + (i - 10) * 0.03])
    expect([...findSharpChanges(years([...wild, [0.45, 0.7]])).keys()]).toEqual([])
  })

  test('medians and summaries', () => {
    expect([median([]), median([3]), median([4, 1]), median([5, 1, 2])]).toEqual([0, 3, 2.5, 2])
    expect(summarizeYear([9, 18], 18)).toMatchObject({ n: 2, mean: 0.75 })
    expect(summarizeYear([], 18)).toEqual({ n: 0, mean: 0, deviation: 0 })
  })
})

describe('bunching at the borders of marks', () => {
  test('the curve goes through counts that are exactly such a curve', () => {
    const truth = (total: number): number => Math.exp(3 + 0.8 * (total / 9 - 1) - 1.5 * (total / 9 - 1) ** 2 + 0.3 * (total / 9 - 1) ** 4)
    const curve = fitCountCurve(Array.from({ length: 19 }, (_, total) => ({ total, count: truth(total) })).filter(({ total }) => total !== 7 && total !== 8), 18)
    for (const total of [0, 5, 7, 8, 18]) expect(curve(total)).toBeCloseTo(truth(total), 6)
    expect(fitCountCurve([{ total: 1, count: 4 }], 18)(3)).toBe(4)
  })

  test('the mid-p of unlike trials, by counting all outcomes', () => {
    const chances = [0.2, 0.5, 0.9, 0.35]
    for (let x = 0; x <= 4; x++) {
      let p = 0
      for (let outcome = 0; outcome < 16; outcome++) {
        const successes = chances.filter((_, i) => outcome >> i & 1).length
        const chance = chances.reduce((product, one, i) => product * (outcome >> i & 1 ? one : 1 - one), 1)
        p += successes > x ? chance : successes === x ? chance / 2 : 0
      }
      expect(upperMidP(chances, x)).toBeCloseTo(p, 12)
    }
  })

  test('finds the school that lifts pupils over the border, and hardly any other', () => {
    const honest = honestSchools(30, 60, 'bunching')
    const lifted = withSchool(honest, 4, (pupil) => {
      const border = [5, 8, 11].find((c) => pupil.total === c - 1)
      const task = pupil.points.findIndex((points, t) => (points as number) < (PHYSICS.tasks[t]?.maxScore as number))
      return border === undefined ? pupil : pupilWith(pupil.points.map((points, t) => (points as number) + Number(t === task)), pupil.classNumber)
    })
    const p = (schools: typeof honest): number[] => [...findBunching(schools, PHYSICS).values()].map((sign) => sign.p as number)
    expect(p(honest).filter((one) => one < 0.05).length).toBeLessThanOrEqual(4)
    const found = findBunching(lifted, PHYSICS)
    expect(found.get('Школа 5')?.p).toBeLessThan(1e-6)
    expect([...found].filter(([school, sign]) => school !== 'Школа 5' && (sign.p as number) < 0.01).length).toBeLessThanOrEqual(1)
  })
})

describe('other ranked signs', () => {
  const honest = honestSchools(30, 60, 'others')
  const share = (schools: typeof honest, find: (list: typeof honest) => ReadonlyMap<string, { readonly p: number | null }>, level: number): number =>
    [...find(schools).values()].filter(({ p }) => (p as number) < level).length / schools.length

  test('honest schools raise them about as often as their level says', () => {
    for (const find of [(list: typeof honest) => findTaskPatterns(list, PHYSICS), findIdenticalRows]) expect(share(honest, find, 0.05)).toBeLessThanOrEqual(0.14)
  })

  test('easy tasks worse and hard ones better at the same total', () => {
    const odd = withSchool(honest, 9, (pupil) => {
      const total = pupil.total as number
      let left = total
      const points = PHYSICS.tasks.map(({ maxScore }) => maxScore).reverse().map((most, i) => { const given = i < 8 ? Math.min(most, left) : 0; left -= given; return given }).reverse()
      return left > 0 ? pupil : pupilWith(points, pupil.classNumber)
    })
    expect(findTaskPatterns(odd, PHYSICS).get('Школа 10')?.p).toBeLessThan(1e-6)
    expect(findTaskPatterns(honest, PHYSICS).get('Школа 10')?.p).toBeGreaterThan(0.001)
  })

  test('equal rows in one class', () => {
    const copied = withSchool(honest, 2, (pupil, i) => (i % 4 === 0 ? pupilWith([1, 0, 1, 0, 1, 1, 2, 0, 1, 0, 2], pupil.classNumber) : pupil))
    const sign = findIdenticalRows(copied).get('Школа 3')
    expect(sign?.p).toBeLessThan(1e-6)
    expect(sign?.sentence).toMatch(/^В одном классе совпали баллы за все задания у \d+ из \d+ пар участников с равной суммой; случайно совпало бы около/)
  })

  test('the interval of a count, by the table of Garwood', () => {
    const rounded = (x: number): string[] => { const { low, high } = poissonInterval(x); return [low.toFixed(3), high.toFixed(3)] }
    expect([0, 1, 5, 10, 30].map(rounded)).toEqual([['0.000', '3.689'], ['0.025', '5.572'], ['1.623', '11.668'], ['4.795', '18.390'], ['20.241', '42.827']])
  })

  test('full marks for all are no equal rows worth a word', () => {
    const perfect = withSchool(honest, 2, (pupil) => pupilWith(PHYSICS.tasks.map(({ maxScore }) => maxScore), pupil.classNumber))
    expect(findIdenticalRows(perfect).get('Школа 3')?.p).toBeGreaterThan(0.05)
  })

  test('a mean above the band, of the municipality or of the region', () => {
    const years = new Map(Array.from({ length: 20 }, (_, i) => [`S${i}`, { n: 60, mean: 0.5 + (i % 5 - 2) * 0.02, deviation: 0.2 }]))
    years.set('high', { n: 60, mean: 0.85, deviation: 0.1 })
    expect(findAboveBand(years).get('high')?.p).toBeLessThan(1e-6)
    expect(findAboveBand(years, { mean: 0.7, deviation: 0.1 }).get('high')?.p).toBeGreaterThan(0.05)
  })
})

describe('the risk list', () => {
  const honest = honestSchools(30, 60, 'list')

  test('honest schools: hardly a sign, none by rule', () => {
    const rows = rankRisks({ work: PHYSICS, schools: honest })
    expect(rows.length).toBe(30)
    expect(rows.filter(({ byRule }) => byRule)).toEqual([])
    expect(rows.reduce((sum, { signs }) => sum + signs.length, 0)).toBeLessThanOrEqual(3)
  })

  test('the order’s rules come first, then signs that hold; nobody is called guilty', () => {
    const lifted = withSchool(withSchool(honest, 7, (pupil) => {
      const border = [5, 8, 11].find((c) => pupil.total === c - 1)
      const task = pupil.points.findIndex((points, t) => (points as number) < (PHYSICS.tasks[t]?.maxScore as number))
      return border === undefined ? pupil : pupilWith(pupil.points.map((points, t) => (points as number) + Number(t === task)), pupil.classNumber)
    }), 3, (pupil) => ({ ...pupil, journalMark: (pupil.mark as number) === 2 ? 3 : (pupil.mark as number) - 1 }))
    const rows = rankRisks({ work: PHYSICS, schools: lifted, lastList: new Set(['Школа 20']) })
    expect(rows.slice(0, 2).map(({ school }) => school).sort()).toEqual(['Школа 20', 'Школа 4'])
    expect(rows[2]?.school).toBe('Школа 8')
    expect(rows[2]?.signs.map(({ type, strength }) => [type, strength])).toContainEqual(['bunching', 'strong'])
    for (const { signs } of rows) for (const sign of signs) {
      expect(sign.sentence).not.toMatch(GUILT)
      if (sign.type === 'on-last-list') { expect(sign).toMatchObject({ n: 0, estimate: null, q: null }); continue }
      expect(sign.n).toBeGreaterThan(0)
      expect(sign.interval!.low <= sign.estimate! && sign.estimate! <= sign.interval!.high).toBe(true)
      expect([typeof sign.usual, typeof sign.unit, typeof sign.q]).toEqual(['number', 'string', 'number'])
      expect(RULES.includes(sign.type) || sign.q! <= 0.05).toBe(true)
    }
  })

  test('a sharp change against last year is a rule', () => {
    const before = new Map(honest.map(({ school, pupils }) => [school, { summary: summarizeYear(pupils.map(({ total }) => total as number), 18) }]))
    const { summary: first } = before.get('Школа 1') as { summary: YearSummary }
    const rows = rankRisks({ work: PHYSICS, schools: honest, lastYear: new Map([...before, ['Школа 1', { summary: { ...first, mean: first.mean - 0.3 } }]]) })
    expect(rows[0]?.school).toBe('Школа 1')
    expect(rows[0]?.signs.map(({ type }) => type)).toContain('sharp-change')
    expect(rows[1]?.byRule).toBe(false)
  })

  test('marks not confirmed count where the order counts them: last year, when that is known', () => {
    const shifted = honest.map(({ school, pupils }, s) => ({ school, pupils: s === 3 ? pupils.map((pupil) => ({ ...pupil, journalMark: pupil.mark === 2 ? 3 : 2 })) : pupils }))
    expect(rankRisks({ work: PHYSICS, schools: shifted })[0]?.school).toBe('Школа 4')
    const summary = summarizeYear((honest[3]?.pupils ?? []).map(({ total }) => total as number), 18)
    const lastYear = new Map([['Школа 4', { summary, pupils: honest[3]?.pupils ?? [] }]])
    expect(rankRisks({ work: PHYSICS, schools: shifted, lastYear }).filter(({ byRule }) => byRule)).toEqual([])
  })

  test('one school alone, or none, is a list too', () => {
    expect(rankRisks({ work: PHYSICS, schools: honest.slice(0, 1) }).length).toBe(1)
    expect(rankRisks({ work: PHYSICS, schools: [] })).toEqual([])
    expect(rankRisks({ work: { tasks: PHYSICS.tasks }, schools: [{ school: 'А', pupils: [] }] })[0]?.signs).toEqual([])
  })
})

test('a results form becomes what the signs look at', () => {
  const rows = [
    { code: '1', variant: '1', scores: { 1: '1', 2: 'X' }, total: '1', classNumber: '2', journalMark: '4' },
    { code: '2', variant: null, scores: {}, total: null, classNumber: null, journalMark: null },
    { code: '3', variant: '1', scores: { 1: '1', 2: '2' }, total: null, classNumber: null, journalMark: 'нет отметки' },
  ]
  const work = { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }], markBorders: { 3: 1, 4: 2, 5: 3 } }
  expect(pupilResults({ rows }, work)).toEqual([
    { classNumber: '2', points: [1, 0], total: 1, mark: 3, journalMark: 4 }, { classNumber: '', points: [1, 2], total: 3, mark: 5, journalMark: null },
  ])
})
