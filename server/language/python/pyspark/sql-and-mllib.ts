import type { PyClasses } from './declaration.ts';

const linear = {
  trainOn: ['dstream', '', 'Learns from each batch of labeled points.'],
  predictOn: ['dstream', 'DStream', 'What the model says of each vector.'],
  predictOnValues: ['dstream', 'DStream', 'The same of the values of pairs.'],
  latestModel: ['', '', 'The model as it is now.'],
  setInitialWeights: ['initialWeights', '', 'What the model begins with.'],
} as const;

/** What streaming programs use of SQL and of machine learning. */
export const otherClasses = {
  SparkSession: {
    module: 'pyspark.sql',
    help: 'Where SQL begins.',
    members: {
      createDataFrame: ['data, schema=None', 'DataFrame', 'A DataFrame of an RDD or of rows.'],
      sql: ['sqlQuery', 'DataFrame', 'The result of a query on views.'],
      table: ['tableName', 'DataFrame', 'A view or table.'],
      stop: ['', '', 'Ends the session.'],
      sparkContext: [undefined, 'SparkContext', 'The context beneath.'],
    },
    statics: {
      builder: [undefined, 'SparkSession.Builder', 'Makes a session: `.appName(…).getOrCreate()`.'],
    },
  },
  'SparkSession.Builder': {
    module: 'pyspark.sql',
    help: 'Makes a SparkSession.',
    members: {
      appName: ['name', 'SparkSession.Builder', 'Names the application.'],
      master: ['master', 'SparkSession.Builder', 'Says where to run.'],
      config: ['key=None, value=None, conf=None', 'SparkSession.Builder', 'Sets a property.'],
      getOrCreate: ['', 'SparkSession', 'The session that there is, or a new one.'],
    },
  },
  DataFrame: {
    module: 'pyspark.sql',
    help: 'Rows with named columns.',
    members: {
      createOrReplaceTempView: ['name', '', 'Names it for queries.'],
      show: ['n=20, truncate=True, vertical=False', '', 'Prints the first rows as a table.'],
      printSchema: ['', '', 'Prints names and types of the columns.'],
      select: ['*cols', 'DataFrame', 'Some columns.'],
      filter: ['condition', 'DataFrame', 'The rows for which a condition holds.'],
      where: ['condition', 'DataFrame', 'As filter.'],
      groupBy: ['*cols', '', 'Groups rows, to be aggregated.'],
      orderBy: ['*cols', 'DataFrame', 'Sorts the rows.'],
      limit: ['num', 'DataFrame', 'The first rows.'],
      count: ['', '', 'How many rows there are.'],
      collect: ['', '', 'All rows as a list.'],
      toPandas: ['', '', 'All rows as a pandas DataFrame.'],
      columns: [undefined, '', 'The names of the columns.'],
      rdd: [undefined, 'RDD', 'The rows as an RDD.'],
      write: [undefined, '', 'Writes it somewhere.'],
    },
  },
  Row: {
    module: 'pyspark.sql',
    parameters: '*args, **kwargs',
    help: 'A row with named values: `Row(word="a", count=1)`.',
  },
  StreamingKMeans: {
    module: 'pyspark.mllib.clustering',
    parameters: 'k=2, decayFactor=1.0, timeUnit="batches"',
    help: 'Clusters that move with the data, the older counting less.',
    members: {
      ...{ trainOn: linear.trainOn, predictOn: linear.predictOn },
      predictOnValues: linear.predictOnValues,
      latestModel: linear.latestModel,
      setRandomCenters: ['dim, weight, seed', 'StreamingKMeans', 'Begins anywhere.'],
      setInitialCenters: ['centers, weights', 'StreamingKMeans', 'Begins at these centers.'],
      setK: ['k', 'StreamingKMeans', 'How many clusters there are.'],
      setDecayFactor: ['decayFactor', 'StreamingKMeans', 'How much older data count.'],
      setHalfLife: ['halfLife, timeUnit', 'StreamingKMeans', 'When they count half.'],
    },
  },
  StreamingLinearRegressionWithSGD: {
    module: 'pyspark.mllib.regression',
    parameters: 'stepSize=0.1, numIterations=50, miniBatchFraction=1.0, convergenceTol=0.001',
    help: 'Linear regression that goes on learning.',
    members: linear,
  },
  StreamingLogisticRegressionWithSGD: {
    module: 'pyspark.mllib.classification',
    parameters:
      'stepSize=0.1, numIterations=50, miniBatchFraction=1.0, regParam=0.0, convergenceTol=0.001',
    help: 'Logistic regression that goes on learning.',
    members: linear,
  },
} as const satisfies PyClasses;
