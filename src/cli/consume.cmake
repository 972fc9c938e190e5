# What the command needs for `norm consume`; its demonstration runs on schemas/comments.norm, built in.
set(norm_demo_schema ${PROJECT_SOURCE_DIR}/schemas/comments.norm)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${norm_demo_schema})
file(READ ${norm_demo_schema} NORM_DEMO_SCHEMA)
configure_file(consume_demo_schema.cc.in consume_demo_schema.cc @ONLY)

target_sources(norm_command PRIVATE cluster_options.cc consume.cc consume_check.cc consume_demo.cc consume_demo_records.cc
               consume_report.cc consume_schemas.cc consume_sight.cc consume_signals.cc consume_store.cc consume_topics.cc
               exec_handler.cc handler_line.cc position.cc replay.cc replay_plan.cc ${CMAKE_CURRENT_BINARY_DIR}/consume_demo_schema.cc)
target_compile_definitions(norm_command PRIVATE NORM_WITH_KAFKA)
target_link_libraries(norm_command PRIVATE norm::kafka Threads::Threads)
