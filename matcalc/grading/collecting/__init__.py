"""From a platform's archive or a folder of files to submissions, each of one learner."""
