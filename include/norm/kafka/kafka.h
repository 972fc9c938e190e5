#pragma once

// The adapter between Kafka and norm: link norm::kafka.
#include <norm/kafka/client.h>
#include <norm/kafka/consumer.h>
#include <norm/kafka/embedded_broker.h>
#include <norm/kafka/error.h>
#include <norm/kafka/framing.h>
#include <norm/kafka/log.h>
#include <norm/kafka/metrics.h>
#include <norm/kafka/observer.h>
#include <norm/kafka/options.h>
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>
#include <norm/kafka/store.h>
#include <norm/kafka/trace.h>
