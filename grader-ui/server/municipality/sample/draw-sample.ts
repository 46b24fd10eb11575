import { drawCampaignSample } from '../../../../pipeline/draw/campaign-sample.ts'
import { seedOf } from '../../../../pipeline/draw/manifest.ts'
import { addSample, addSampleFreeze, newestSampleFreeze, samplesOf } from '../../../../storage/queries/samples.ts'
import { UserError } from '../../user-error.ts'
import { sampleGround, sampleManifest, type SampleGround } from './sample-ground.ts'
import type { SampleStep } from './sample-step.ts'

/** Publishes what the first sample is drawn from, with its share, by its hash: afterwards the dice decide and nothing else. */
export async function freezeSample({ change, campaign, shareMillionths }: SampleStep & { readonly shareMillionths: number }): Promise<void> {
  const ground = await groundOf({ change, campaign })
  if ((await samplesOf(change.db, campaign.id)).length > 0) throw new UserError({ code: 'already-sampled', status: 409, message: 'Выборка уже сделана: её можно только расширить.' })
  const manifest = sampleManifest(ground, shareMillionths)
  const id = change.newId()
  await addSampleFreeze(change.db, { id, campaignId: campaign.id, shareMillionths, manifest: manifest.text, manifestSha256: manifest.sha256, accountId: change.account.id, at: change.at })
  change.record({ type: 'sample.frozen', freeze: id, shareMillionths, works: ground.works.length, manifestSha256: manifest.sha256 })
}

/** Draws the first sample from the published inputs and the dice; refuses when anything has changed since the publication. */
export async function takeSample({ change, campaign, dice }: SampleStep & { readonly dice: string }): Promise<void> {
  const ground = await groundOf({ change, campaign })
  if ((await samplesOf(change.db, campaign.id)).length > 0) throw new UserError({ code: 'already-sampled', status: 409, message: 'Выборка уже сделана: её можно только расширить.' })
  const freeze = await newestSampleFreeze(change.db, campaign.id)
  if (!freeze) throw new UserError({ code: 'not-frozen', status: 409, message: 'Сначала опубликуйте опись: до неё кости бросать рано.' })
  if (sampleManifest(ground, freeze.shareMillionths).sha256 !== freeze.manifestSha256) {
    throw new UserError({ code: 'manifest-stale', status: 409, message: 'После публикации описи изменились результаты школ. Опубликуйте опись заново и бросьте кости ещё раз.' })
  }
  const made = seedOf({ manifestSha256: freeze.manifestSha256, commitments: [], nonces: [], dice })
  if (!made.ok) throw new UserError({ code: 'bad-dice', message: 'Нужны ровно двадцать цифр от 0 до 9.' })
  await draw({ change, campaign, ground, shareMillionths: freeze.shareMillionths, seed: made.value, freezeId: freeze.id, dice })
}

/** Draws a larger share, or the same of more results, by the seed of the first: what was drawn stays drawn. */
export async function extendSample({ change, campaign, shareMillionths }: SampleStep & { readonly shareMillionths: number }): Promise<void> {
  const ground = await groundOf({ change, campaign })
  const before = (await samplesOf(change.db, campaign.id)).at(-1)
  if (!before) throw new UserError({ code: 'no-sample', status: 409, message: 'Выборки ещё нет: сначала опубликуйте опись и бросьте кости.' })
  if (shareMillionths < before.shareMillionths) throw new UserError({ code: 'only-larger', status: 409, message: `Выборку можно только расширить: сейчас ${before.shareMillionths / 10_000} %.` })
  await draw({ change, campaign, ground, shareMillionths, seed: before.seed, freezeId: null, dice: null })
}

async function groundOf({ change, campaign }: SampleStep): Promise<SampleGround> {
  const ground = await sampleGround(change.db, campaign.id)
  if (ground.works.length === 0) throw new UserError({ code: 'no-results', status: 409, message: 'Результатов ещё нет: загрузите формы сбора результатов школ или дождитесь, когда их загрузят школы.' })
  return ground
}

async function draw({ change, campaign, ground, shareMillionths, seed, freezeId, dice }: SampleStep & { ground: SampleGround; shareMillionths: number; seed: string; freezeId: string | null; dice: string | null }): Promise<void> {
  const manifest = sampleManifest(ground, shareMillionths)
  const works = drawCampaignSample({ works: ground.works, shareMillionths, seed }).map((work) => {
    const source = ground.sources.get(work.id)
    if (!source) throw new Error('a work was drawn that nobody knows')
    return { ...work, schoolId: source.schoolId, formId: source.formId, code: source.code }
  })
  const id = change.newId()
  await addSample(change.db, { id, campaignId: campaign.id, shareMillionths, seed, manifest: manifest.text, manifestSha256: manifest.sha256, works, accountId: change.account.id, at: change.at, freezeId, dice })
  change.record({ type: 'sample.drawn', sample: id, shareMillionths, works: works.length, of: ground.works.length, manifestSha256: manifest.sha256, dice })
}
