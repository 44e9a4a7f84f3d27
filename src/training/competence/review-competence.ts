import type { TopicCatalogue } from './catalogue.ts'
import type { Demand } from './competence.ts'
import type { Requirement } from './requirements.ts'

/**
 * What a review of a finding of the pillar asks of the reviewer: what is required of the person on the topic on that day anyway, else the
 * level that the catalogue sets for reviews, refreshed as the topic is. Undefined: the pillar has no topic. Pure.
 */
export function reviewDemand (catalogue: TopicCatalogue, pillar: string, requirements: readonly Requirement[]): Demand | undefined {
  const topic = catalogue.pillarTopics.get(pillar)
  if (topic === undefined) return undefined
  const required = requirements.find((requirement) => requirement.topic === topic)
  return required ?? { topic, level: catalogue.reviewLevel, refresherMonths: catalogue.topics.get(topic)?.refresherMonths ?? null }
}
