#pragma once

// Everything but Kafka: schemas by text or in C++, validation, explanation.
#include <norm/constant.h>
#include <norm/containment.h>
#include <norm/decode.h>
#include <norm/diagnostic.h>
#include <norm/diff.h>
#include <norm/dsl.h>
#include <norm/json.h>
#include <norm/predicate.h>
#include <norm/print.h>
#include <norm/problem.h>
#include <norm/records.h>
#include <norm/report.h>
#include <norm/result.h>
#include <norm/schema_file.h>
#include <norm/spec.h>
#include <norm/validator.h>
#include <norm/version.h>
