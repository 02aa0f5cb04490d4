// Stands in for the app's glue where a test wants boot.js without the app.
export default async function init() {}
