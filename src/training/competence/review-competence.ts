import type { TopicCatalogue } from './catalogue.ts'
import type { Demand } from './competence.ts'
import type { Requirement } from './requirements.ts'

/**
 * What a review of a finding of the pillar asks of the reviewer: what is required of the person on the topic on that day anyway, else the
 * level that the catalogue sets for reviews, refreshed as the topic is. Undefined: the pillar has no topic. Pure.
 */
export function reviewDemand (catalogue: TopicCatalogue, pillar: string, requirements: readonly Requirement[]): Demand | undefined {
  const topic = catalogue.pillarTopics.get(pillar)
  return topic === undefined ? undefined : topicDemand(catalogue, topic, requirements)
}

/** The same of a topic, for whoever decides a proposal in it. */
export function topicDemand (catalogue: TopicCatalogue, topic: string, requirements: readonly Requirement[]): Demand {
  const required = requirements.find((requirement) => requirement.topic === topic)
  return required ?? { topic, level: catalogue.reviewLevel, refresherMonths: catalogue.topics.get(topic)?.refresherMonths ?? null }
}
