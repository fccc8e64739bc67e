import {approvalReviews} from '../facts/approval/approval-reviews.ts'
import {dependencies} from '../facts/dependencies/index.ts'
import {probeEndpoints} from '../facts/probe-endpoints.ts'

/** The facts that every run of the rules needs beside those of the rules. */
export const doctorFacts = {dependencies, reviews: approvalReviews, endpoints: probeEndpoints} as const
