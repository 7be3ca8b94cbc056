// The user service from Go: grpc-go, with code that protoc generated from the .proto files.
//
//	client [-target localhost:50051] [-ca ca.pem [-cert client.pem -key client.key]] [-token TOKEN]
//
// Calls every method of both services, checks what comes back, prints a line for each, and exits 0 when all was as it should be.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"peregrine/users/communitypb"
	"peregrine/users/userpb"
)

var (
	target = flag.String("target", "localhost:50051", "the server")
	ca     = flag.String("ca", "", "the authority to trust; none means plaintext")
	cert   = flag.String("cert", "", "the client's certificate")
	key    = flag.String("key", "", "its key")
	token  = flag.String("token", "", "the bearer token of every call")
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func check(ok bool, what string) {
	if !ok {
		log.Fatalf("not so: %s", what)
	}
}

func fails(code codes.Code, err error) *status.Status {
	check(status.Code(err) == code, fmt.Sprintf("the call ends with %v, it was %v", code, err))
	return status.Convert(err)
}

func transport() grpc.DialOption {
	if *ca == "" {
		// Newer versions of grpc-go write grpc.WithTransportCredentials(insecure.NewCredentials()).
		return grpc.WithInsecure()
	}
	pem, err := os.ReadFile(*ca)
	must(err)
	config := &tls.Config{RootCAs: x509.NewCertPool()}
	config.RootCAs.AppendCertsFromPEM(pem)
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		must(err)
		config.Certificates = []tls.Certificate{pair}
	}
	return grpc.WithTransportCredentials(credentials.NewTLS(config))
}

// Interceptors, one for each half of the kinds of calls.
func withToken(ctx context.Context) context.Context {
	if *token == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+*token)
}

func unaryToken(ctx context.Context, method string, req, reply interface{}, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return invoke(withToken(ctx), method, req, reply, cc, opts...)
}

func streamToken(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return streamer(withToken(ctx), desc, cc, method, opts...)
}

func unary(ctx context.Context, users userpb.UserServiceClient, tag string) {
	page, err := users.ListUsers(ctx, &userpb.ListUsersRequest{Limit: 3, Status: userpb.UserStatus_USER_STATUS_ACTIVE})
	must(err)
	check(len(page.Users) == 3 && page.TotalCount > 3, "a page has three of many users")
	_, err = users.ListUsers(ctx, &userpb.ListUsersRequest{Limit: 3, Status: userpb.UserStatus_USER_STATUS_ACTIVE, PageToken: page.NextPageToken})
	must(err)
	_, err = users.ListUsers(ctx, &userpb.ListUsersRequest{Limit: -1})
	fails(codes.InvalidArgument, err)

	ann, err := users.CreateUser(ctx, &userpb.CreateUserRequest{Name: "Ann", Email: "ann-" + tag + "@example.com"})
	must(err)
	check(ann.Status == userpb.UserStatus_USER_STATUS_ACTIVE && time.Since(ann.CreatedAt.AsTime()) < time.Minute, "Ann is new and active")
	_, err = users.CreateUser(ctx, &userpb.CreateUserRequest{Name: "Ann", Email: ann.Email})
	fails(codes.AlreadyExists, err)
	_, err = users.CreateUser(ctx, &userpb.CreateUserRequest{})
	check(len(fails(codes.InvalidArgument, err).Proto().Details) == 1, "the error has its detail")
	changed, err := users.UpdateUser(ctx, &userpb.UpdateUserRequest{
		User:       &userpb.User{Id: ann.Id, Status: userpb.UserStatus_USER_STATUS_SUSPENDED},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"status"}},
	})
	must(err)
	check(changed.Name == "Ann" && changed.Status == userpb.UserStatus_USER_STATUS_SUSPENDED, "only the status changed")
	_, err = users.DeleteUser(ctx, &userpb.DeleteUserRequest{Id: ann.Id})
	must(err)
	_, err = users.GetUser(ctx, &userpb.GetUserRequest{Id: ann.Id})
	check(fails(codes.NotFound, err).Message() == "User not found", "the error says so")
	fmt.Println("ok unary")
}

func streams(ctx context.Context, users userpb.UserServiceClient, tag string) {
	received, err := users.StreamUsers(ctx, &userpb.StreamUsersRequest{Limit: 5, Pause: durationpb.New(5 * time.Millisecond)})
	must(err)
	count := 0
	for {
		_, err := received.Recv()
		if err == io.EOF {
			break
		}
		must(err)
		count++
	}
	check(count == 5, "five users came")
	fmt.Println("ok server stream")

	creating, err := users.CreateUserStream(ctx)
	must(err)
	for _, name := range []string{"Bob", "Cleo", "Bob", ""} {
		must(creating.Send(&userpb.CreateUserRequest{Name: name, Email: strings.ToLower(name) + "-" + tag + "@example.com"}))
	}
	created, err := creating.CloseAndRecv()
	must(err)
	check(created.CreatedCount == 2 && len(created.Failures) == 2 && created.Failures[0].Code == int32(codes.AlreadyExists), "two were created, two refused")
	for _, id := range created.Ids {
		_, err = users.DeleteUser(ctx, &userpb.DeleteUserRequest{Id: id})
		must(err)
	}
	fmt.Println("ok client stream")

	page, err := users.ListUsers(ctx, &userpb.ListUsersRequest{Limit: 1})
	must(err)
	asking, err := users.BidirectionalStream(ctx)
	must(err)
	must(asking.Send(&userpb.UserQuestion{QuestionId: "slow", UserId: page.Users[0].Id, Patience: durationpb.New(3 * time.Second)}))
	must(asking.Send(&userpb.UserQuestion{QuestionId: "quick", UserId: page.Users[0].Id}))
	must(asking.CloseSend())
	for _, expected := range []string{"quick", "slow"} {
		answer, err := asking.Recv()
		must(err)
		check(answer.QuestionId == expected && answer.GetUser() != nil, "the quick question is answered before the slow one")
	}
	_, err = asking.Recv()
	check(err == io.EOF, "the call ends with OK")
	fmt.Println("ok duplex stream")

	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	never, err := users.StreamUsers(short, &userpb.StreamUsersRequest{Pause: durationpb.New(time.Minute)})
	must(err)
	for err == nil {
		_, err = never.Recv()
	}
	fails(codes.DeadlineExceeded, err)
	fmt.Println("ok deadline")
}

func community(ctx context.Context, members communitypb.UserServiceClient) {
	_, err := members.GetUser(ctx, &communitypb.GetUserRequest{})
	fails(codes.NotFound, err)
	chat, err := members.Chat(ctx)
	must(err)
	must(chat.Send(&communitypb.ChatMessage{User: "Ann", Text: "Is anybody here?"}))
	heard, err := chat.Recv()
	must(err)
	check(heard.Text == "Is anybody here?", "what is said is heard")
	must(chat.CloseSend())
	_, err = chat.Recv()
	check(err == io.EOF, "the call ends with OK")
	fmt.Println("ok community")
}

func main() {
	flag.Parse()
	connection, err := grpc.Dial(*target, transport(), grpc.WithUnaryInterceptor(unaryToken), grpc.WithStreamInterceptor(streamToken))
	must(err)
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tag := fmt.Sprintf("%x-%d", time.Now().UnixNano(), os.Getpid())
	unary(ctx, userpb.NewUserServiceClient(connection), tag)
	streams(ctx, userpb.NewUserServiceClient(connection), tag)
	community(ctx, communitypb.NewUserServiceClient(connection))
}
