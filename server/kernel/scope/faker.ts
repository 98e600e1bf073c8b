// Sample data in English. Loaded when a cell first mentions it: it is large.
export { faker } from '@faker-js/faker/locale/en';
