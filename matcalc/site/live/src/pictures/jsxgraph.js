/** JSXGraph, in a file of its own: it is fetched by the pictures that need it. */
export { default } from "jsxgraph";
