import {approvalReviews} from '../facts/approval-reviews.ts'
import {caEndpoints} from '../facts/ca-addresses.ts'
import {dependencies} from '../facts/dependencies/index.ts'

/** The facts that every run of the rules needs beside those of the rules. */
export const doctorFacts = {dependencies, reviews: approvalReviews, endpoints: caEndpoints} as const
